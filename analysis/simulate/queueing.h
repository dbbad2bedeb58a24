#pragma once
// Queues whose means are known in closed form. Rates are per second, times seconds; λ: arrivals, μ: service of one server, ρ: load of
// a server. Where a queue has no steady state (ρ >= 1) means are infinite. Notation and proofs: Kleinrock 1975, "Queueing Systems", Bolch
// et al. 2006, "Queueing Networks and Markov Chains".

#include <span>
#include <vector>

namespace causeway::simulate {

struct QueueMeans {
    double utilisation = 0;  // of a server
    double wait = 0;         // Wq, of those let in
    double response = 0;     // W
    double queue = 0;        // Lq
    double inSystem = 0;     // L
    double blocked = 0;      // share of the arrivals that is refused
};

// Chance that all c servers are busy, at an offered load of a = λ/μ: with loss (Erlang B, by its recursion), with waiting (Erlang C).
double erlangB(double a, unsigned servers);
double erlangC(double a, unsigned servers);

QueueMeans mm1(double lambda, double mu);
QueueMeans mmc(double lambda, double mu, unsigned servers);
// capacity: places in all, servers included; at least as many as servers.
QueueMeans mmck(double lambda, double mu, unsigned servers, unsigned capacity);
// Pollaczek–Khinchine. cv: of the service time.
QueueMeans mg1(double lambda, double meanService, double cv);
// Processor sharing with one server: means depend on the mean of the work alone.
QueueMeans mg1ps(double lambda, double meanService);
// Approximation for c servers (Sakasegawa 1977), times (1 + cv²)/2 (Allen and Cunneen). Exact for M/M/1 and M/G/1.
QueueMeans mgcApproximate(double lambda, double meanService, double cv, unsigned servers);

struct Station {
    double mu = 1;
    unsigned servers = 1;    // 0: as many as there are requests (a delay)
};

// An open Jackson network. outside[i]: arrivals from outside; routing[i][j]: chance of going from i to j, the rest leaves. Empty where the
// traffic equations have no solution.
std::vector<QueueMeans> jackson(std::span<const Station> stations, std::span<const double> outside, std::span<const std::vector<double>> routing);

struct ClosedMeans {
    double throughput = 0;   // rounds per second
    std::vector<QueueMeans> stations; // wait and response per visit
};
// Exact mean value analysis of a closed network of one class (Reiser and Lavenberg 1980; several servers: Bolch et al., section 8.2).
// visits: of each station in a round; think: outside of the stations, per round.
ClosedMeans meanValueAnalysis(std::span<const Station> stations, std::span<const double> visits, double think, unsigned users);

// Mean response of a request that is split over two M/M/1 of equal μ and ends with the slower (Flatto and Hahn 1984; Nelson and
// Tantawi 1988): (12 − ρ)/8 · 1/(μ − λ).
double forkJoinOfTwo(double lambda, double mu);

// Share of the time that a thing is up: MTBF is the mean time from up to down.
double availability(double mtbf, double mttr);

} // namespace causeway::simulate
