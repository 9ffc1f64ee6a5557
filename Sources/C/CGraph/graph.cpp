// The Boost Graph Library over rows that the caller owns. Nothing throws; memory that runs out ends
// the process, as it does everywhere else.
#define _GNU_SOURCE 1
#define BOOST_NO_EXCEPTIONS 1
#define BOOST_NO_RTTI 1
#include "CGraph.h"

#include <cstdlib>
#include <exception>

namespace boost {
void throw_exception(std::exception const &) { std::abort(); }
struct source_location;
void throw_exception(std::exception const &, source_location const &) { std::abort(); }
}  // namespace boost

// Boost includes <iostream> and does not print: see CStatistics.
#define _GLIBCXX_IOSTREAM 1
#include <istream>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/clustering_coefficient.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/page_rank.hpp>
#include <boost/graph/sequential_vertex_coloring.hpp>
#include <boost/property_map/property_map.hpp>
#include <vector>

namespace {

using Rows = boost::compressed_sparse_row_graph<
  boost::directedS, boost::no_property, boost::no_property, boost::no_property, std::int32_t,
  std::int32_t>;

bool whole(std::int32_t n, const std::int32_t *offsets) { return n >= 0 && offsets[0] == 0; }

Rows rows(std::int32_t n, const std::int32_t *offsets, const std::int32_t *targets) {
  std::vector<std::pair<std::int32_t, std::int32_t>> edges;
  edges.reserve(static_cast<std::size_t>(offsets[n]));
  for (std::int32_t v = 0; v < n; v++)
    for (std::int32_t k = offsets[v]; k < offsets[v + 1]; k++) edges.emplace_back(v, targets[k]);
  return Rows(
    boost::edges_are_sorted, edges.begin(), edges.end(), n,
    static_cast<std::int32_t>(edges.size()));
}

template <typename T>
auto over(const Rows &g, T *values) {
  return boost::make_iterator_property_map(values, boost::get(boost::vertex_index, g));
}

}  // namespace

int rl_graph_components(
  std::int32_t n, const std::int32_t *offsets, const std::int32_t *targets, std::int32_t *out) {
  if (!whole(n, offsets)) return -1;
  // Both directions of every edge are there, so that a search by rows finds whole components.
  const Rows g = rows(n, offsets, targets);
  std::vector<boost::default_color_type> colours(static_cast<std::size_t>(n), boost::white_color);
  std::int32_t next = 0;
  for (std::int32_t v = 0; v < n; v++) out[v] = -1;
  for (std::int32_t v = 0; v < n; v++) {
    if (out[v] >= 0) continue;
    struct Visitor : boost::default_bfs_visitor {
      std::int32_t *out, name;
      Visitor(std::int32_t *o, std::int32_t k) : out(o), name(k) {}
      void discover_vertex(std::int32_t u, const Rows &) { out[u] = name; }
    };
    boost::breadth_first_visit(
      g, v, boost::visitor(Visitor(out, next)).color_map(over(g, colours.data())));
    next++;
  }
  return 0;
}

int rl_graph_clustering(
  std::int32_t n, const std::int32_t *offsets, const std::int32_t *targets, double *out) {
  if (!whole(n, offsets)) return -1;
  const Rows g = rows(n, offsets, targets);
  for (std::int32_t v = 0; v < n; v++) {
    // Ordered pairs of neighbours that are joined, over all ordered pairs.
    const std::int32_t degree = offsets[v + 1] - offsets[v];
    if (degree < 2) {
      out[v] = 0;
      continue;
    }
    out[v] = boost::clustering_coefficient<double>(g, v);
  }
  return 0;
}

int rl_graph_distances(
  std::int32_t n, const std::int32_t *offsets, const std::int32_t *targets, std::int32_t source,
  std::int32_t *out) {
  if (!whole(n, offsets) || source < 0 || source >= n) return -1;
  const Rows g = rows(n, offsets, targets);
  for (std::int32_t v = 0; v < n; v++) out[v] = -1;
  out[source] = 0;
  boost::breadth_first_search(
    g, source,
    boost::visitor(
      boost::make_bfs_visitor(boost::record_distances(over(g, out), boost::on_tree_edge()))));
  return 0;
}

int rl_graph_paths(
  std::int32_t n, const std::int32_t *offsets, const std::int32_t *targets,
  const std::int32_t *sources, std::int32_t count, double *betweenness, std::int64_t *steps,
  std::int64_t *reached) {
  if (!whole(n, offsets)) return -1;
  const Rows g = rows(n, offsets, targets);
  const std::size_t size = static_cast<std::size_t>(n);
  // What Brandes needs of a search by rows: the order of discovery, distances, numbers of paths.
  struct Visitor : boost::default_bfs_visitor {
    std::vector<std::int32_t> *order;
    std::int32_t *distance;
    double *paths;
    void discover_vertex(std::int32_t v, const Rows &) { order->push_back(v); }
    void tree_edge(Rows::edge_descriptor e, const Rows &h) {
      const auto from = boost::source(e, h), to = boost::target(e, h);
      distance[to] = distance[from] + 1;
      paths[to] = paths[from];
    }
    void non_tree_edge(Rows::edge_descriptor e, const Rows &h) {
      const auto from = boost::source(e, h), to = boost::target(e, h);
      if (distance[to] == distance[from] + 1) paths[to] += paths[from];
    }
  };
  std::vector<std::int32_t> order, distance(size, -1);
  std::vector<double> paths(size), dependency(size);
  std::vector<boost::default_color_type> colours(size, boost::white_color);
  order.reserve(size);
  Visitor visitor;
  visitor.order = &order;
  visitor.distance = distance.data();
  visitor.paths = paths.data();
  for (std::int32_t v = 0; v < n; v++) betweenness[v] = 0;
  for (std::int32_t k = 0; k < count; k++) {
    const std::int32_t s = sources[k];
    if (s < 0 || s >= n) return -1;
    order.clear();
    distance[static_cast<std::size_t>(s)] = 0;
    paths[static_cast<std::size_t>(s)] = 1;
    boost::breadth_first_visit(
      g, s, boost::visitor(visitor).color_map(over(g, colours.data())));
    steps[k] = 0;
    reached[k] = static_cast<std::int64_t>(order.size()) - 1;
    for (std::size_t place = order.size(); place-- > 0;) {
      const std::int32_t w = order[place];
      const std::size_t at = static_cast<std::size_t>(w);
      steps[k] += distance[at];
      const double share = (1 + dependency[at]) / paths[at];
      // Both directions of every edge are there: the rows have who comes before.
      for (std::int32_t slot = offsets[w]; slot < offsets[w + 1]; slot++) {
        const std::size_t from = static_cast<std::size_t>(targets[slot]);
        if (distance[from] == distance[at] - 1) dependency[from] += paths[from] * share;
      }
      if (w != s) betweenness[w] += dependency[at];
    }
    for (const std::int32_t v : order) {
      const std::size_t at = static_cast<std::size_t>(v);
      distance[at] = -1;
      dependency[at] = 0;
      colours[at] = boost::white_color;
    }
  }
  // Every pair was walked in both directions.
  for (std::int32_t v = 0; v < n; v++) betweenness[v] /= 2;
  return 0;
}

int rl_graph_pagerank(
  std::int32_t n, const std::int32_t *offsets, const std::int32_t *targets, double damping,
  std::int32_t rounds, double *out) {
  if (!whole(n, offsets) || n == 0) return -1;
  const Rows g = rows(n, offsets, targets);
  std::vector<double> other(static_cast<std::size_t>(n));
  boost::graph::page_rank(
    g, over(g, out), boost::graph::n_iterations(static_cast<std::size_t>(rounds)), damping,
    static_cast<double>(n), over(g, other.data()));
  // The library sums to n; ranks sum to 1.
  double sum = 0;
  for (std::int32_t v = 0; v < n; v++) sum += out[v];
  for (std::int32_t v = 0; v < n; v++) out[v] = sum > 0 ? out[v] / sum : 0;
  return 0;
}
