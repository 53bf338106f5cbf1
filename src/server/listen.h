/* The listening socket. */
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include "err.h"
#include "str.h"

enum { LISTEN_URL_MAX = 80 };

struct listening {
	int fd;
	unsigned port;
	char host[48];            /* "127.0.0.1", "::1" */
	bool wildcard;            /* listens on every address of the machine */
	char url[LISTEN_URL_MAX]; /* "http://127.0.0.1:8080/": can be opened on this machine */
};

/* Opens "ADDRESS:PORT", "[::1]:PORT" or "PORT"; port 0 lets the system choose. */
int listen_open(const char *where, struct listening *ret, struct err *e);

#endif
