#pragma once
// How good a split is, by the measures of Kalia et al. (Mono2Micro, FSE 2021), and how far two splits are apart.
//
// SM   structural modularity: mean over services of pairs that call / size² − mean over pairs of services of pairs that call / (size·size)
// ICP  share of the run-time calls, each pair of classes as ln(calls) + 1, that cross a border; without self calls
// BCP  mean over services of ln(use cases); the use cases of a service are those of its classes
// IFN  pairs of classes, one calling the other, that cross a border, a service
// NED  share of the classes in services of less than 5 or more than 20
// Each can be had by a split that is no good (one service: ICP 0; services of one class: BCP 0): they are read together, with the number
// of services, the single ones and BCP weighted by size.

#include <array>

#include "analysis/boundaries/class_proposal.h"

namespace causeway::boundaries {

struct Measures {
    std::uint32_t k = 0;
    double coverage = 0;        // share of the model's classes that are in a service
    double sm = 0, icp = 0, bcp = 0, ifn = 0, ned = 0, modularity = 0;
    double bcpBySize = 0;       // BCP weighted by the number of classes
    std::uint32_t singletons = 0, small = 0; // services of one class, of less than 3
    std::uint32_t largest = 0;
};

constexpr std::uint32_t kSmallService = 3;
constexpr std::uint32_t kEvenLeast = 5, kEvenMost = 20;

struct CallGraph {
    struct Edge {
        std::uint32_t to = 0;
        double weight = 0;      // ln(calls) + 1, both directions added
        std::uint32_t pairs = 1;
    };
    std::vector<std::uint32_t> first;  // of each class, and the end
    std::vector<Edge> edges;           // both directions
    std::vector<bool> calledBySelf;
    double total = 0;                  // of weights, each pair once

    [[nodiscard]] std::span<const Edge> of(std::uint32_t i) const { return {edges.data() + first[i], edges.data() + first[i + 1]}; }
};
CallGraph callGraph(const ClassModel &model);

// Services are numbered from 0 without gaps, or not at all. order: classes as the proposal lists them. published: SM counts a class that
// calls itself as a pair, but for the last-listed of its service, as the authors' program does.
Measures measure(const ClassModel &model, const CallGraph &graph, const Assignment &assignment, std::span<const std::uint32_t> order, bool published);
std::uint32_t serviceCount(const Assignment &assignment);
// Numbers without gaps, in order of their first class.
void renumber(Assignment &assignment);

// MoJoFM of `ours` against `reference` (Wen and Tzerpos 2004), in percent: 100 the same, 0 as far as can be. Classes that are in both.
double mojoFm(const Assignment &ours, const Assignment &reference);
// Adjusted Rand index over the classes that are in both.
double adjustedRand(const Assignment &a, const Assignment &b);
// Variation of information in nats, over the classes that are in both.
double variationOfInformation(const Assignment &a, const Assignment &b);

} // namespace causeway::boundaries
