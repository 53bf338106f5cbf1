#include "version.h"

#ifndef BIHUAN_VERSION
#error "the build gives BIHUAN_VERSION"
#endif

const char server_version[] = BIHUAN_VERSION;
