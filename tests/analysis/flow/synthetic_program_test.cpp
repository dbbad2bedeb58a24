// The generator of made-up programs keeps what it says of them.

#include "tests/support/synthetic_program.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace causeway::test;

namespace {

bool reaches(const std::map<TemplateEdge, std::uint64_t> &edges, std::uint32_t from, std::uint32_t to)
{
    if (from == to)
        return true;
    return std::any_of(edges.lower_bound({from, 0}), edges.lower_bound({from + 1, 0}),
                       [&](const auto &edge) { return reaches(edges, edge.first.second, to); });
}

} // namespace

class SyntheticProgramTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameSeedSameLog()
    {
        RunOptions options;
        options.bursts = true;
        options.injected = 0.05;
        const SyntheticLog a = SyntheticProgram(3, 0.15).run(options), b = SyntheticProgram(3, 0.15).run(options);
        QCOMPARE(a.timesNs, b.timesNs);
        QCOMPARE(a.templates, b.templates);
        QVERIFY(a.truth == b.truth);
        options.seed = 2;
        QVERIFY(SyntheticProgram(3, 0.15).run(options).timesNs != a.timesNs);
        QVERIFY(SyntheticProgram(4, 0.15).describe() != SyntheticProgram(3, 0.15).describe());
    }

    void sizesAreAsPromised()
    {
        std::set<std::string> all;
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const SyntheticProgram program(seed);
            QVERIFY(program.templates() >= 20 && program.templates() <= 60);
            QVERIFY(program.types() >= 1 && program.types() <= 4);
            all.insert(program.describe());
        }
        QCOMPARE(all.size(), std::size_t{40});
    }

    void concurrencyAndNoise_data()
    {
        QTest::addColumn<double>("concurrency");
        for (const double c : {1.0, 5.0, 20.0})
            QTest::newRow(qPrintable(QString::number(c))) << c;
    }
    void concurrencyAndNoise()
    {
        QFETCH(double, concurrency);
        double open = 0, noise = 0, events = 0;
        constexpr int kSeeds = 10;
        for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
            const SyntheticProgram program(seed);
            RunOptions options;
            options.concurrency = concurrency;
            const SyntheticLog log = program.run(options);
            QVERIFY(std::is_sorted(log.timesNs.begin(), log.timesNs.end()));
            const double span = static_cast<double>(log.timesNs.back() - log.timesNs.front()) * 1e-9;
            open += static_cast<double>(log.jittered.size()) * program.meanSeconds() / span / kSeeds;
            noise += static_cast<double>(std::count(log.instances.begin(), log.instances.end(), SyntheticLog::kNoInstance));
            events += static_cast<double>(log.templates.size());
        }
        QVERIFY2(std::abs(open / concurrency - 1) < 0.1, qPrintable(QString::number(open)));
        QVERIFY(std::abs(noise / events - 0.05) < 0.003);
        QVERIFY(std::abs(events / kSeeds - 15'000) < 200);
    }

    // Every edge joins two events of a transaction in this order; where nothing can be left out or repeated, no edge is implied
    // by others.
    void truthIsACoveringRelation()
    {
        int strict = 0;
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            const SyntheticProgram program(seed);
            const SyntheticLog log = program.run({});
            std::map<std::uint32_t, std::vector<std::uint32_t>> byInstance;
            for (std::size_t i = 0; i < log.templates.size(); ++i)
                if (log.instances[i] != SyntheticLog::kNoInstance)
                    byInstance[log.instances[i]].push_back(log.templates[i]);
            std::set<std::uint32_t> into;
            for (const auto &[edge, count] : log.truth) {
                const bool inOrder = std::any_of(byInstance.begin(), byInstance.end(), [&edge = edge](const auto &one) {
                    const auto from = std::find(one.second.begin(), one.second.end(), edge.first);
                    return from != one.second.end() && std::find(from + 1, one.second.end(), edge.second) != one.second.end();
                });
                QVERIFY(inOrder && count > 0);
                into.insert(edge.second);
            }
            QCOMPARE(into.size() + program.types(), std::size_t{program.templates()});
            const std::string tree = program.describe();
            if (tree.find('{') != std::string::npos || tree.find("| )") != std::string::npos)
                continue;
            ++strict;
            for (const auto &[edge, count] : log.truth)
                for (const auto &[other, times] : log.truth)
                    QVERIFY(other.first != edge.first || other == edge || !reaches(log.truth, other.second, edge.second));
        }
        QVERIFY2(strict >= 5, qPrintable(QString::number(strict)));
    }

    void bursts()
    {
        RunOptions options;
        options.noise = 0;
        const auto dispersion = [&](bool on) {
            options.bursts = on;
            double sum = 0;
            for (std::uint64_t seed = 1; seed <= 5; ++seed) {
                const SyntheticLog log = SyntheticProgram(seed).run(options);
                std::vector<double> slots(200, 0);
                const double span = static_cast<double>(log.timesNs.back() - log.timesNs.front()) + 1;
                for (const std::int64_t t : log.timesNs)
                    ++slots[static_cast<std::size_t>(200 * static_cast<double>(t - log.timesNs.front()) / span)];
                double mean = 0, square = 0;
                for (const double s : slots) {
                    mean += s / 200;
                    square += s * s / 200;
                }
                sum += (square - mean * mean) / mean;
            }
            return sum;
        };
        QVERIFY(dispersion(true) > 1.5 * dispersion(false));
    }

    void disturbances()
    {
        const SyntheticProgram program(2);
        RunOptions options;
        const SyntheticLog plain = program.run(options);
        options.lost = 0.02;
        const double share = static_cast<double>(program.run(options).templates.size()) / static_cast<double>(plain.templates.size());
        QVERIFY2(share > 0.972 && share < 0.988, qPrintable(QString::number(share)));
        options.lost = 0;
        options.skewSeconds = 0.02;
        QVERIFY(program.run(options).templates != plain.templates);
        QVERIFY(program.run(options).truth == plain.truth);
        options.skewSeconds = 0;
        options.shift = true;
        const SyntheticLog shifted = program.run(options);
        QVERIFY(shifted.shiftedAtNs > shifted.timesNs.front() && shifted.shiftedAtNs < shifted.timesNs.back());
        QVERIFY(shifted.truth.contains(shifted.shiftedEdge));
        for (const std::uint64_t seed : {2, 3, 5}) {
            std::uint64_t uses = 0;
            for (const auto &[edge, count] : SyntheticProgram(seed, 0.15).run({}).truth)
                uses += count > 0;
            QVERIFY(uses > 0);
            QVERIFY(SyntheticProgram(seed, 0.15).templates() < SyntheticProgram(seed).templates());
        }
    }

    void injections()
    {
        RunOptions options;
        options.injected = 0.01;
        options.jittered = 0.1;
        std::map<Injection, int> kinds;
        double instances = 0, injected = 0, jittered = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const SyntheticLog log = SyntheticProgram(seed).run(options);
            instances += static_cast<double>(log.jittered.size());
            injected += static_cast<double>(log.injected.size());
            jittered += static_cast<double>(std::count(log.jittered.begin(), log.jittered.end(), true));
            for (const auto &one : log.injected) {
                ++kinds[one.kind];
                QVERIFY(!log.jittered[one.instance]);
                std::uint64_t seen = 0;
                for (std::size_t i = 0; i < log.templates.size(); ++i)
                    seen += log.instances[i] == one.instance && log.templates[i] == one.templateId;
                QVERIFY(one.kind != Injection::Duplicate || seen >= 2);
            }
        }
        QVERIFY(std::abs(injected / instances - 0.009) < 0.003);
        QVERIFY(std::abs(jittered / instances - 0.1) < 0.01);
        QCOMPARE(kinds.size(), std::size_t{4});
        for (const auto &[kind, n] : kinds)
            QVERIFY(n > injected / 6);
    }
};

CAUSEWAY_TEST(SyntheticProgramTest)
#include "synthetic_program_test.moc"
