#define _GNU_SOURCE 1
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "CPopulations.h"

static const char catalogue[] = {
#embed "data/catalogue.yaml"
  , 0};
static const char adults[] = {
#embed "data/adults-only.yaml"
  , 0};
static const char all_ages[] = {
#embed "data/generic-all-ages.yaml"
  , 0};
static const char benchmark[] = {
#embed "data/benchmark-calibrated.yaml"
  , 0};
static const char us_all_ages[] = {
#embed "data/us-national-all-ages.yaml"
  , 0};
static const char models[] = {
#embed "data/models.yaml"
  , 0};

#define FILE_OF(name, array) {name, array, sizeof(array) - 1}

static const struct rl_population_file files[] = {
  FILE_OF("catalogue", catalogue),
  FILE_OF("models", models),
  FILE_OF("adults-only", adults),
  FILE_OF("benchmark-calibrated", benchmark),
  FILE_OF("generic-all-ages", all_ages),
  FILE_OF("us-national-all-ages", us_all_ages),
  {0, 0, 0},
};

struct rl_population_file rl_population_file(int number) { return files[number]; }
