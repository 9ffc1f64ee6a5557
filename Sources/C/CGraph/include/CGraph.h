// Measures of graphs from the Boost Graph Library, behind arrays: compressed rows in, numbers out.
//
// Rows are those of an undirected graph: every edge stands in both rows, neighbours ascend. Memory
// belongs to the caller. A result is 0, or -1 when memory ran out or the rows are none.
#ifndef RUNLEDGER_CGRAPH_H
#define RUNLEDGER_CGRAPH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The component of every node, numbered from 0 by the first node.
int rl_graph_components(int32_t n, const int32_t *offsets, const int32_t *targets, int32_t *out);

// The share of a node's pairs of neighbours that are joined; 0 below two neighbours.
int rl_graph_clustering(int32_t n, const int32_t *offsets, const int32_t *targets, double *out);

// Steps from a node to every other; -1 where there is no way.
int rl_graph_distances(
  int32_t n, const int32_t *offsets, const int32_t *targets, int32_t source, int32_t *out);

// Shortest paths from some sources: Brandes' betweenness of every node, where each pair that was
// walked both ways counts once, and for each source the sum of steps to the nodes that it reaches,
// and their number.
int rl_graph_paths(
  int32_t n, const int32_t *offsets, const int32_t *targets, const int32_t *sources, int32_t count,
  double *betweenness, int64_t *steps, int64_t *reached);

// PageRank by power iteration.
int rl_graph_pagerank(
  int32_t n, const int32_t *offsets, const int32_t *targets, double damping, int32_t rounds,
  double *out);

#ifdef __cplusplus
}
#endif

#endif
