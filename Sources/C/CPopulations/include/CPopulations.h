// The data of the Populations room, as they stand in `data/`: templates, gate profiles, prices.
//
// Nothing here is code; the texts end with a zero that their size leaves out.
#ifndef RUNLEDGER_CPOPULATIONS_H
#define RUNLEDGER_CPOPULATIONS_H

#include <stddef.h>

// One file: its name without the ending, and its bytes.
struct rl_population_file {
  const char *name;
  const char *bytes;
  size_t size;
};

// The file of a number from 0; its name is null behind the last.
struct rl_population_file rl_population_file(int number);

#endif
