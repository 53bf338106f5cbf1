/* The program's version, from the build. */
#ifndef SERVER_VERSION_H
#define SERVER_VERSION_H

extern const char server_version[]; /* "0.1.0" */

#endif
