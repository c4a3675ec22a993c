/* Read by sources.sh in its own test, never compiled. */
#include "home_care/home_care.h"
