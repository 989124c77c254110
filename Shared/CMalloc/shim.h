#pragma once

// glibc's allocator and its settings, which Swift's Glibc module leaves out. Other C libraries have neither.
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
