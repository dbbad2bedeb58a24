// SPDX-License-Identifier: MIT
// Copyright (c) the Causeway maintainers
//
// Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
// files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
// modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
// Software is furnished to do so, subject to the following conditions:
//
// The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
//
// THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
// WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
// COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
// ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

#include "analysis/layout/lay_out.h"

#include <gvc.h>

#include <algorithm>
#include <memory>

namespace causeway::layout {

namespace {

constexpr double kPointsPerInch = 72;
// From so many edges on dot is held to fewer rounds, and a dense graph gets straight edges, since routing splines through 600
// edges between 300 nodes at random takes four times as long as all the rest; the answer is less tidy then.
constexpr std::size_t kManyEdges = 400;
constexpr double kDense = 1.8; // edges a node

char *word(const char *text) { return const_cast<char *>(text); } // cgraph does not write to it

void set(void *object, const char *name, const std::string &value) { agsafeset(object, word(name), word(value.c_str()), word("")); }

std::string inches(double points) { return std::to_string(points / kPointsPerInch); }

struct CloseGraph {
    void operator()(Agraph_t *graph) const { agclose(graph); }
};

std::vector<Point> splineOf(Agedge_t *edge, double height)
{
    std::vector<Point> points;
    const splines *all = ED_spl(edge);
    if (all == nullptr || all->size == 0)
        return points;
    const bezier &first = all->list[0]; // further ones belong to concentrated edges, which there are none of
    const auto add = [&](const pointf &p) { points.push_back({p.x, height - p.y}); };
    for (std::size_t i = 0; i < static_cast<std::size_t>(first.size) && points.size() < kMostPoints - 2; ++i)
        add(first.list[i]);
    while (points.size() % 3 != 1 && !points.empty())
        points.pop_back();
    return points;
}

} // namespace

tl::expected<Answer, Problem> layOut(const Request &request)
{
    Answer answer;
    if (request.nodes.empty())
        return answer;
    GVC_t *context = gvContext(); // lives as long as the process
    if (context == nullptr)
        return tl::unexpected(Problem{0, "Graphviz does not start"});
    agseterr(AGMAX);
    const std::unique_ptr<Agraph_t, CloseGraph> graph(agopen(word("g"), Agdirected, nullptr));
    if (graph == nullptr)
        return tl::unexpected(Problem{0, "Graphviz makes no graph"});
    set(graph.get(), "rankdir", request.direction == Direction::TopToBottom ? "TB" : "LR");
    set(graph.get(), "nodesep", "0.3");
    set(graph.get(), "ranksep", "0.5");
    if (request.edges.size() > kManyEdges) {
        for (const char *limit : {"nslimit", "nslimit1", "mclimit"})
            set(graph.get(), limit, "0.1");
        if (static_cast<double>(request.edges.size()) > kDense * static_cast<double>(request.nodes.size()))
            set(graph.get(), "splines", "line");
    }
    agattr(graph.get(), AGNODE, word("label"), word(""));
    agattr(graph.get(), AGNODE, word("shape"), word("box"));
    agattr(graph.get(), AGNODE, word("fixedsize"), word("true"));
    agattr(graph.get(), AGEDGE, word("arrowhead"), word("none")); // the spline goes up to the node
    std::vector<Agnode_t *> nodes;
    for (const Size &size : request.nodes) {
        Agnode_t *node = agnode(graph.get(), word(("n" + std::to_string(nodes.size())).c_str()), 1);
        set(node, "width", inches(size.width));
        set(node, "height", inches(size.height));
        nodes.push_back(node);
    }
    std::vector<Agedge_t *> edges;
    for (const Link &link : request.edges) {
        Agedge_t *edge = agedge(graph.get(), nodes[link.from], nodes[link.to], word(std::to_string(edges.size()).c_str()), 1);
        set(edge, "weight", std::to_string(link.weight));
        edges.push_back(edge);
    }
    if (gvLayout(context, graph.get(), "dot") != 0) {
        const char *why = aglasterr();
        return tl::unexpected(Problem{0, why == nullptr ? "dot finds no layout" : why});
    }
    const boxf box = GD_bb(graph.get());
    const double height = box.UR.y;
    answer.size = {box.UR.x - box.LL.x, box.UR.y - box.LL.y};
    for (Agnode_t *node : nodes)
        answer.nodes.push_back({ND_coord(node).x - box.LL.x, height - ND_coord(node).y});
    for (std::size_t i = 0; i < edges.size(); ++i) {
        Agedge_t *edge = edges[i];
        answer.edges.push_back(splineOf(edge, height));
        std::vector<Point> &points = answer.edges.back();
        for (Point &point : points)
            point.x -= box.LL.x;
        // dot gives the spline of an edge against the ranks from head to tail in some cases: its ends tell.
        if (!points.empty()) {
            const auto away = [](const Point &a, const Point &b) { return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y); };
            const Point &from = answer.nodes[request.edges[i].from];
            if (request.edges[i].from != request.edges[i].to && away(points.front(), from) > away(points.back(), from))
                std::ranges::reverse(points);
        }
    }
    gvFreeLayout(context, graph.get());
    return answer;
}

} // namespace causeway::layout
