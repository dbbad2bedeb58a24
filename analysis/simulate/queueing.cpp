#include "analysis/simulate/queueing.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::simulate {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// By Little's law from the wait of those let in.
QueueMeans fromWait(double lambda, double service, double utilisation, double wait)
{
    return {utilisation, wait, wait + service, std::isinf(wait) ? kInfinite : lambda * wait, std::isinf(wait) ? kInfinite : lambda * (wait + service), 0};
}

} // namespace

double erlangB(double a, unsigned servers)
{
    double b = 1;
    for (unsigned n = 1; n <= servers; ++n)
        b = a * b / (n + a * b);
    return b;
}

double erlangC(double a, unsigned servers)
{
    if (a >= servers)
        return 1;
    const double b = erlangB(a, servers);
    return b / (1 - a / servers * (1 - b));
}

QueueMeans mm1(double lambda, double mu) { return mmc(lambda, mu, 1); }

QueueMeans mmc(double lambda, double mu, unsigned servers)
{
    const double a = lambda / mu;
    if (a >= servers)
        return fromWait(lambda, 1 / mu, 1, kInfinite);
    return fromWait(lambda, 1 / mu, a / servers, erlangC(a, servers) / (servers * mu - lambda));
}

QueueMeans mmck(double lambda, double mu, unsigned servers, unsigned capacity)
{
    capacity = std::max(capacity, servers);
    // States' weights relative to the last, so that nothing overflows.
    const double a = lambda / mu;
    std::vector<double> weight(capacity + 1, 0);
    double log = 0, most = 0;
    for (unsigned n = 1; n <= capacity; ++n) {
        log += std::log(a) - std::log(static_cast<double>(std::min(n, servers)));
        weight[n] = log;
        most = std::max(most, log);
    }
    double sum = 0, inSystem = 0, queue = 0;
    for (unsigned n = 0; n <= capacity; ++n) {
        weight[n] = std::exp(weight[n] - most);
        sum += weight[n];
        inSystem += n * weight[n];
        queue += n > servers ? (n - servers) * weight[n] : 0;
    }
    QueueMeans out;
    out.blocked = weight[capacity] / sum;
    const double in = lambda * (1 - out.blocked);
    out.utilisation = in / mu / servers;
    out.inSystem = inSystem / sum;
    out.queue = queue / sum;
    out.wait = in > 0 ? out.queue / in : 0;
    out.response = out.wait + 1 / mu;
    return out;
}

QueueMeans mg1(double lambda, double meanService, double cv)
{
    const double rho = lambda * meanService;
    return fromWait(lambda, meanService, std::min(rho, 1.0), rho >= 1 ? kInfinite : lambda * meanService * meanService * (1 + cv * cv) / (2 * (1 - rho)));
}

QueueMeans mg1ps(double lambda, double meanService)
{
    const double rho = lambda * meanService;
    return fromWait(lambda, meanService, std::min(rho, 1.0), rho >= 1 ? kInfinite : meanService / (1 - rho) - meanService);
}

QueueMeans mgcApproximate(double lambda, double meanService, double cv, unsigned servers)
{
    const double rho = lambda * meanService / servers;
    if (rho >= 1)
        return fromWait(lambda, meanService, 1, kInfinite);
    return fromWait(lambda, meanService, rho, std::pow(rho, std::sqrt(2.0 * (servers + 1)) - 1) / (servers * (1 - rho)) * meanService * (1 + cv * cv) / 2);
}

std::vector<QueueMeans> jackson(std::span<const Station> stations, std::span<const double> outside, std::span<const std::vector<double>> routing)
{
    // λ = outside + λ · routing, by elimination with pivots.
    const std::size_t n = stations.size();
    std::vector<std::vector<double>> rows(n, std::vector<double>(n + 1, 0));
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j)
            rows[i][j] = (i == j ? 1 : 0) - routing[j][i];
        rows[i][n] = outside[i];
    }
    for (std::size_t column = 0; column < n; ++column) {
        std::size_t pivot = column;
        for (std::size_t i = column; i < n; ++i)
            pivot = std::abs(rows[i][column]) > std::abs(rows[pivot][column]) ? i : pivot;
        if (std::abs(rows[pivot][column]) < 1e-12)
            return {};
        std::swap(rows[pivot], rows[column]);
        for (std::size_t i = 0; i < n; ++i) {
            if (i == column)
                continue;
            const double factor = rows[i][column] / rows[column][column];
            for (std::size_t j = column; j <= n; ++j)
                rows[i][j] -= factor * rows[column][j];
        }
    }
    std::vector<QueueMeans> out;
    for (std::size_t i = 0; i < n; ++i) {
        const double lambda = rows[i][n] / rows[i][i];
        out.push_back(stations[i].servers == 0 ? fromWait(lambda, 1 / stations[i].mu, 0, 0) : mmc(lambda, stations[i].mu, stations[i].servers));
    }
    return out;
}

ClosedMeans meanValueAnalysis(std::span<const Station> stations, std::span<const double> visits, double think, unsigned users)
{
    const std::size_t n = stations.size();
    ClosedMeans out;
    out.stations.assign(n, {});
    // Chances of j requests at a station, for those with several servers.
    std::vector<std::vector<double>> chance(n);
    for (std::size_t i = 0; i < n; ++i)
        if (stations[i].servers > 1) {
            chance[i].assign(stations[i].servers, 0);
            chance[i][0] = 1;
        }
    for (unsigned k = 1; k <= users; ++k) {
        double round = think;
        for (std::size_t i = 0; i < n; ++i) {
            const Station &station = stations[i];
            QueueMeans &means = out.stations[i];
            double factor = 1;
            if (station.servers > 0) {
                double spare = 0;
                for (unsigned j = 0; j + 1 < station.servers; ++j)
                    spare += (station.servers - 1 - j) * chance[i][j];
                factor = (1 + means.inSystem + spare) / station.servers;
            }
            means.response = factor / station.mu;
            round += visits[i] * means.response;
        }
        out.throughput = k / round;
        for (std::size_t i = 0; i < n; ++i) {
            QueueMeans &means = out.stations[i];
            const double lambda = out.throughput * visits[i];
            means.inSystem = lambda * means.response;
            means.wait = means.response - 1 / stations[i].mu;
            means.queue = lambda * means.wait;
            means.utilisation = stations[i].servers == 0 ? 0 : lambda / stations[i].mu / stations[i].servers;
            auto &p = chance[i];
            if (p.empty())
                continue;
            double busy = lambda / stations[i].mu;
            for (std::size_t j = p.size() - 1; j > 0; --j) {
                p[j] = lambda / stations[i].mu / static_cast<double>(j) * p[j - 1];
                busy += (static_cast<double>(p.size()) - static_cast<double>(j)) * p[j];
            }
            p[0] = std::max(0.0, 1 - busy / static_cast<double>(p.size()));
        }
    }
    return out;
}

double forkJoinOfTwo(double lambda, double mu) { return lambda >= mu ? kInfinite : (12 - lambda / mu) / 8 / (mu - lambda); }

double availability(double mtbf, double mttr) { return mtbf + mttr > 0 ? mtbf / (mtbf + mttr) : 1; }

} // namespace causeway::simulate
