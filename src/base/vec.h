/* A growing array on the heap whose elements have one size. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>

struct vec {
	void *ptr;
	size_t len, cap, size;
};

void vec_init(struct vec *v, size_t element_size);
void vec_clear(struct vec *v);
/* A new zeroed element at the end; NULL when memory runs out (the array is as before). The pointer
 * is good until the next push. */
void *vec_push(struct vec *v);
#define VEC_AT(v, type, i) (((type *)(v)->ptr)[i])

#endif
