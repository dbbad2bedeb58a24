#pragma once
// What is measured at and around each pod, as vectors over time.

#include "analysis/rootcause/metric_steps.h"
#include "analysis/rootcause/scene.h"

namespace causeway::rootcause {

struct Metric {
    std::uint32_t series = kNone;        // of Material::series; kNone: the mean of the pods beside it on its host
    MetricRole role = MetricRole::Other; // Host: of the host
    bool isLoad = false;                 // how much is asked of it
    std::vector<double> normal, now;     // by sample, in deviations from the median of normal ones, at most kMostDeviations; NaN: not measured
    double median = 0, deviation = 1;    // in the series' unit
    double level = 0;                    // of now, in deviations and without that bound: the smaller of two neighbours, where they are furthest out on one side; 0 of a mean
};
constexpr double kMostDeviations = 10;

struct Environment {
    std::uint32_t service = 0;           // of Scene::services
    std::string pod;
    std::size_t host = SIZE_MAX;         // equal: on one host; SIZE_MAX: unknown
    std::vector<Metric> metrics;         // all with as many samples
};

// recent: normal samples, the nearest to the incident. Samples of all pods are numbered alike: normal[i] of two is of one time. Pods
// without samples of either side are left out. Rising by service and pod. Errors: Cancelled.
Result<std::vector<Environment>> environments(const Scene &scene, const Period &period, std::size_t recent, const Job &job);

// Pearson's, of what both have; 0 of fewer than four or of what stands still.
double correlation(const std::vector<double> &a, const std::vector<double> &b);

} // namespace causeway::rootcause
