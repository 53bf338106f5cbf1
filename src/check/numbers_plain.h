/* Sums, rates and changes that the rows of numbers leave (BH103, BH104, BH105): after the rows, in their rules' names. */
#ifndef NUMBERS_PLAIN_H
#define NUMBERS_PLAIN_H

#include "check.h"

int num_plain_sums(struct check *c);
int num_plain_rates(struct check *c);
int num_plain_changes(struct check *c);

#endif
