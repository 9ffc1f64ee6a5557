// libyaml's parser, whose header needs nothing added.
#ifndef RUNLEDGER_CYAML_SHIM_H
#define RUNLEDGER_CYAML_SHIM_H

#include <yaml.h>

#endif
