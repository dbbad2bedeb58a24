// The checker finds what is injected into programs whose flow is known, and what differs between two periods is told.

#include "analysis/flow/checker.h"
#include "analysis/flow/difference.h"
#include "tests/support/flow_score.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace causeway;
using namespace causeway::flow;
using namespace causeway::test;

namespace {

// Requests 1 → 2 → 3 → 4, about 100 ms a step; `change` may alter request i.
struct Requests {
    struct Step {
        std::uint32_t id;
        double seconds; // since the step before
    };
    std::vector<std::uint32_t> templates, sessions;
    std::vector<std::int64_t> times;
    template <typename F>
    Requests(std::uint32_t count, std::uint64_t seed, const F &change)
    {
        Dice dice(seed);
        for (std::uint32_t r = 0; r < count; ++r) {
            std::vector<Step> steps;
            for (std::uint32_t id = 1; id <= 4; ++id)
                steps.push_back({id, 0.1 * std::exp(0.3 * dice.normal())});
            change(r, steps);
            double now = 20.0 * r;
            for (const Step &step : steps) {
                now += step.seconds;
                templates.push_back(step.id);
                sessions.push_back(r);
                times.push_back(static_cast<std::int64_t>(now * 1e9));
            }
        }
    }
    [[nodiscard]] Events events() const { return {templates, times, sessions}; }
};

Profile learnFrom(const Events &events)
{
    return *learnProfile(*mineGraph(events, {}, {}), events, {});
}

std::vector<Finding> findIn(const Profile &profile, const Events &events)
{
    std::vector<Finding> found;
    Checker checker(profile, {}, [&](const Finding &f) { found.push_back(f); });
    for (std::size_t i = 0; i < events.templates.size(); ++i)
        checker.add(events.templates[i], events.timesNs[i], events.sessions[i]);
    checker.finish();
    return found;
}

bool has(const std::vector<Finding> &found, FindingKind kind, std::uint32_t session)
{
    return std::any_of(found.begin(), found.end(), [&](const Finding &f) { return f.kind == kind && f.session == session; });
}

const auto kPlain = [](std::uint32_t, std::vector<Requests::Step> &) {};

} // namespace

class CheckerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachKindIsFoundWhereItIs()
    {
        const Requests normal(500, 1, kPlain);
        const Profile profile = learnFrom(normal.events());
        QVERIFY(findIn(profile, Requests(200, 2, kPlain).events()).size() <= 1);
        const Requests odd(60, 3, [](std::uint32_t r, std::vector<Requests::Step> &steps) {
            if (r == 5)
                steps.erase(steps.begin() + 1);
            else if (r == 10)
                steps.insert(steps.begin() + 2, {2, 0.03});
            else if (r == 15)
                std::swap(steps[1].id, steps[2].id);
            else if (r == 20)
                steps[2].seconds = 1;
            else if (r == 25)
                steps.push_back({77, 0.1});
            else if (r == 30)
                steps.resize(2);
        });
        const auto found = findIn(profile, odd.events());
        QVERIFY(has(found, FindingKind::Sequence, 5) && has(found, FindingKind::Missing, 5));
        QVERIFY(has(found, FindingKind::Redundancy, 10));
        QVERIFY(has(found, FindingKind::Sequence, 15));
        QVERIFY(has(found, FindingKind::Latency, 20));
        QVERIFY(has(found, FindingKind::UnknownTransition, 25));
        QVERIFY(has(found, FindingKind::Missing, 30));
        for (const Finding &f : found) {
            if (f.kind == FindingKind::Latency && f.session == 20) {
                QVERIFY(f.from == 2 && f.templateId == 3);
                QVERIFY(f.observedNs == 1'000'000'000 || std::abs(f.observedNs - 1'000'000'000) < 1000);
                QVERIFY(f.expectedNs > 200'000'000 && f.expectedNs < 800'000'000);
            }
            if (f.session == 30)
                QVERIFY(f.templateId == 3 && f.from == 2);
        }
    }

    void loopsAreCounted()
    {
        const auto loop = [](std::size_t more) {
            return [more](std::uint32_t r, std::vector<Requests::Step> &steps) {
                for (std::size_t i = 0; i < (r == 40 ? more : r % 3); ++i) {
                    steps.insert(steps.begin() + 1, {3, 0.1});
                    steps.insert(steps.begin() + 1, {2, 0.1});
                }
            };
        };
        const Profile profile = learnFrom(Requests(300, 1, loop(1)).events());
        QVERIFY(!has(findIn(profile, Requests(60, 2, loop(2)).events()), FindingKind::Loop, 40));
        QVERIFY(has(findIn(profile, Requests(60, 2, loop(12)).events()), FindingKind::Loop, 40));
    }

    void lastingShiftsAreToldFromPassingOnes()
    {
        const Profile profile = learnFrom(Requests(500, 1, kPlain).events());
        const auto slow = [](std::uint32_t from, std::uint32_t to) {
            return [=](std::uint32_t r, std::vector<Requests::Step> &steps) { steps[2].seconds *= r >= from && r < to ? 3 : 1; };
        };
        int lasting = 0, transient = 0;
        for (const Finding &f : findIn(profile, Requests(300, 2, slow(100, 300)).events())) {
            lasting += f.kind == FindingKind::Shift;
            if (f.kind == FindingKind::Shift) {
                QVERIFY(f.from == 2 && f.templateId == 3);
                QVERIFY(f.timeNs >= std::int64_t{99} * 20'000'000'000 && f.timeNs <= std::int64_t{104} * 20'000'000'000);
                QVERIFY(f.observedNs > 2 * f.expectedNs);
            }
        }
        QCOMPARE(lasting, 1);
        lasting = 0;
        for (const Finding &f : findIn(profile, Requests(300, 2, slow(100, 109)).events())) {
            lasting += f.kind == FindingKind::Shift;
            transient += f.kind == FindingKind::Transient;
        }
        QCOMPARE(lasting, 0);
        QCOMPARE(transient, 1);
    }

    void injectedAnomaliesWithIds()
    {
        double right = 0, wrong = 0, missed = 0;
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const SyntheticProgram program(seed);
            RunOptions options;
            const SyntheticLog normal = program.run(options);
            const Profile profile = learnFrom(eventsOf(normal));
            options.seed = 2;
            options.injected = 0.01;
            const SyntheticLog odd = program.run(options);
            std::set<std::uint32_t> flagged, wanted, any;
            for (const Finding &f : findIn(profile, eventsOf(odd)))
                if (f.kind == FindingKind::Sequence || f.kind == FindingKind::Missing || f.kind == FindingKind::Redundancy)
                    flagged.insert(odd.instances[f.event]);
            for (const auto &one : odd.injected) {
                any.insert(one.instance);
                if (one.kind != Injection::Delay)
                    wanted.insert(one.instance);
            }
            for (const std::uint32_t instance : flagged) {
                right += wanted.contains(instance);
                wrong += !any.contains(instance);
            }
            for (const std::uint32_t instance : wanted)
                missed += !flagged.contains(instance);
        }
        const double f1 = 2 * right / (2 * right + wrong + missed);
        QVERIFY2(right > 20 && f1 >= 0.88, qPrintable(QString::number(f1)));
    }

    void differences()
    {
        const auto graph = [](const Requests &requests) { return *mineGraph(requests.events(), {}, {}); };
        const Requests before(400, 1, [](std::uint32_t r, std::vector<Requests::Step> &steps) { steps[3].id = r % 2 == 0 ? 4 : 5; });
        for (const EdgeDifference &same : differenceOf(graph(before), graph(Requests(400, 2, [](std::uint32_t r, std::vector<Requests::Step> &steps) {
                 steps[3].id = r % 2 == 0 ? 4 : 5;
             }))))
            QCOMPARE(same.change, Change::None);
        const Requests now(400, 3, [](std::uint32_t r, std::vector<Requests::Step> &steps) {
            steps[1].seconds *= 1.5;
            steps[3].id = r % 5 == 0 ? 4 : r % 5 == 1 ? 6 : 5;
        });
        std::map<TemplateEdge, Change> changes;
        for (const EdgeDifference &one : differenceOf(graph(before), graph(now)))
            changes[{one.from, one.to}] = one.change;
        const std::map<TemplateEdge, Change> expected{{{1, 2}, Change::Slower}, {{2, 3}, Change::None}, {{3, 4}, Change::Rarer}, {{3, 5}, Change::None}, {{3, 6}, Change::New}};
        for (const auto &[edge, change] : expected)
            if (edge != TemplateEdge{3, 5})
                QCOMPARE(changes[edge], change);
        QCOMPARE(changes.size(), expected.size());
        for (const EdgeDifference &one : differenceOf(graph(now), graph(before)))
            if (one.to == 6)
                QCOMPARE(one.change, Change::Gone);
    }
};

CAUSEWAY_TEST(CheckerTest)
#include "checker_test.moc"
