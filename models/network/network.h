/* models/network/network.h - queueing networks as a model the engine can run. */
#ifndef NETWORK_NETWORK_H
#define NETWORK_NETWORK_H

#include "des/model.h"

extern const struct des_model network_model;

#endif
