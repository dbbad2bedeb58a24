// Scenarios explored: what matters, one field through a range, what cannot be bettered, and what is risky.

#include "tests/support/test_registry.h"

#include "analysis/allocate/explore/pareto.h"
#include "analysis/allocate/explore/risk.h"
#include "analysis/allocate/explore/sweep.h"
#include "analysis/allocate/explore/tornado.h"
#include "analysis/simulate/queueing.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::Scenario;

namespace {

// `slow` is busy for 80 %, `fast` for 4 %: what is done at `fast` hardly matters.
Scenario twoServices(const std::string &more = {})
{
    return test::scenarioOf(R"("slow": {"servers": 1, "price_per_h": 2}, "fast": {"servers": 1, "price_per_h": 1})",
                            R"("ask": {"service": "slow", "self_s": {"exponential": 0.1}, "calls": [{"operation": "look"}]}, "look": {"service": "fast", "self_s": {"exponential": 0.005}})",
                            R"({"operation": "ask", "poisson": {"rate_per_s": 8}})", 400, 50, R"(, "slo": {"ask": {"latency_s": 1, "share": 0.9}})" + more);
}

TrialSettings trials(unsigned replications = 4, unsigned threads = 1) { return {replications, threads, 1}; }

const TornadoInput *input(const Tornado &tornado, const std::string &path)
{
    const auto found = std::ranges::find(tornado.inputs, path, &TornadoInput::path);
    return found == tornado.inputs.end() ? nullptr : &*found;
}

} // namespace

class ExploreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWidestInputIsTheOneThatMatters()
    {
        TornadoSettings settings;
        settings.measure = Measure::MeanNs;
        settings.confirmed = 4;
        settings.trial = trials();
        int parts = 0;
        const auto tornado = makeTornado(twoServices(), settings, {}, [&](const Tornado &) { ++parts; });
        QVERIFY2(tornado.has_value(), tornado ? "" : tornado.error().toEnglish().c_str());
        QCOMPARE(parts, 5);
        // Load, own time, speed and replicas of the busy one; 20 % more load is a load of .96.
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(tornado->inputs[i].isConfirmed());
            QVERIFY2(tornado->inputs[i].path.find("slow") != std::string::npos || tornado->inputs[i].path.find("ask") != std::string::npos || tornado->inputs[i].path == "arrivals[0].load", tornado->inputs[i].path.c_str());
            QVERIFY(i == 0 || tornado->inputs[i - 1].swing(Measure::MeanNs) >= tornado->inputs[i].swing(Measure::MeanNs));
        }
        const TornadoInput *load = input(*tornado, "arrivals[0].load"), *fast = input(*tornado, "operations.look.self_s.mean"), *replicas = input(*tornado, "services.slow.replicas");
        QVERIFY(load && fast && replicas);
        QCOMPARE(load->less, 6.4);
        QCOMPARE(load->more, 9.6);
        // M/M/1 in line: 1/(μ − λ) each.
        const auto mean = [](double lambda) { return (1 / (10 - lambda) + 1 / (200 - lambda)) * 1e9; };
        QVERIFY(std::abs(of(load->fluidLess, Measure::MeanNs) / mean(6.4) - 1) < 0.15);
        QVERIFY(load->isConfirmed() && of(*load->deltaLess, Measure::MeanNs).high < 0 && of(*load->deltaMore, Measure::MeanNs).low > 0);
        QVERIFY(of(*load->deltaLess, Measure::MeanNs).low <= mean(6.4) - mean(8) && of(*load->deltaLess, Measure::MeanNs).high >= mean(6.4) - mean(8));
        QVERIFY(fast->swing(Measure::MeanNs) < load->swing(Measure::MeanNs) / 20);
        QVERIFY(!fast->isConfirmed());
        // Whole: 1 has no less, and one more is the least.
        QCOMPARE(replicas->less, 1.0);
        QCOMPARE(replicas->more, 2.0);
    }

    void anInputMovesOnlyWhatItCan()
    {
        TornadoSettings settings;
        settings.measure = Measure::Cost;
        settings.trial = trials(2);
        const auto tornado = makeTornado(twoServices(), settings, {});
        QVERIFY(tornado.has_value());
        const TornadoInput *price = input(*tornado, "services.slow.price_per_h"), *self = input(*tornado, "operations.ask.self_s.mean");
        QVERIFY(price && self);
        const double hours = 400.0 / 3600;
        QVERIFY(std::abs(of(price->fluidMore, Measure::Cost) - (3 + 0.4) * hours) < 1e-9);
        QVERIFY(std::abs(of(*price->deltaMore, Measure::Cost).mean - 0.4 * hours) < 1e-9);
        QCOMPARE(self->swing(Measure::Cost), 0.0);
        QVERIFY(tornado->inputs.front().path == "services.slow.replicas"); // one more of it: 2 an hour
        QVERIFY(input(*tornado, "operations.ask.error_probability") == nullptr); // 20 % of nothing
    }

    void sweepsFollowTheory()
    {
        const auto range = parseSweep("arrivals[0].load=2:8:4");
        QVERIFY(range.has_value());
        int parts = 0;
        const auto sweep = makeSweep(twoServices(), *range, trials(), {}, [&](const Sweep &part) { QCOMPARE(part.points.size(), static_cast<std::size_t>(++parts)); });
        QVERIFY2(sweep.has_value(), sweep ? "" : sweep.error().toEnglish().c_str());
        QCOMPARE(sweep->points.size(), 4u);
        for (const SweepPoint &point : sweep->points) {
            QVERIFY(!point.error);
            const double theory = (1 / (10 - point.value) + 1 / (200 - point.value)) * 1e9;
            const simulate::Estimate &mean = of(point.measures, Measure::MeanNs);
            QVERIFY2(std::abs(mean.mean / theory - 1) < 0.15, qPrintable(QString::number(mean.mean / theory)));
            QVERIFY(mean.low < mean.mean && mean.mean < mean.high);
            QVERIFY(std::abs(of(point.fluid, Measure::MeanNs) / theory - 1) < 0.15);
        }
        // The last is the scenario itself.
        QCOMPARE(sweep->points.back().value, 8.0);
        QCOMPARE(of(sweep->points.back().delta, Measure::MeanNs).mean, 0.0);
        QVERIFY(of(sweep->points.front().delta, Measure::MeanNs).high < 0);
    }
    void sweepsOfWholeNumbers()
    {
        const auto sweep = makeSweep(twoServices(), {"services.slow.replicas", 1, 3, 9}, trials(2), {});
        QVERIFY(sweep.has_value());
        QCOMPARE(sweep->points.size(), 3u);
        const auto usual = usualSweep(twoServices(), "services.slow.replicas");
        QVERIFY(usual && usual->from == 1 && usual->to == 5 && usual->steps == 5);
    }
    void whatIsNoSweep_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", "x", "a=1:2", "a=1:2:0", "a=1:2:1000", "a=1:x:3", "=1:2:3", "a=1:2:2.5", "a=nan:2:3"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void whatIsNoSweep()
    {
        QFETCH(const QString, text);
        QVERIFY(!parseSweep(text.toStdString()));
    }
    void sweepsOutOfBoundsAreRefused()
    {
        const auto range = makeSweep(twoServices(), {"services.slow.replicas", 0, 3, 4}, trials(2), {});
        QVERIFY(!range && range.error().toEnglish().find("between 1 and") != std::string::npos);
        const auto name = makeSweep(twoServices(), {"services.slow.routing", 0, 3, 4}, trials(2), {});
        QVERIFY(!name.has_value());
        const auto nobody = makeSweep(twoServices(), {"services.nobody.replicas", 0, 3, 4}, trials(2), {});
        QVERIFY(!nobody && nobody.error().code == ErrorCode::NotFound);
    }

    void whatIsBeatenIsDominated()
    {
        ParetoSettings settings;
        settings.policies = {{"static", {}}, {"hpa", {}}};
        settings.services = 2;
        settings.most = 100;
        settings.trial = trials(3);
        simulate::LearnedScenario learned;
        learned.scenario = twoServices();
        learned.services.resize(2);
        settings.observed = std::make_shared<const simulate::LearnedScenario>(learned);
        std::size_t parts = 0;
        const auto result = findPareto(twoServices(), settings, {}, [&](const ParetoResult &part) { QCOMPARE(part.tried.size(), ++parts); });
        QVERIFY2(result.has_value(), result ? "" : result.error().toEnglish().c_str());
        QVERIFY(result->tried.front().isNow && result->tried.front().candidate.policy.name == "static");
        const auto find = [&](const Candidate &candidate) { return std::ranges::find(result->tried, candidate, &TriedCandidate::candidate); };
        const auto two = find({{"static", {}}, {{"services.slow.replicas", 2}}}), idle = find({{"static", {}}, {{"services.fast.replicas", 2}}});
        QVERIFY(two != result->tried.end() && idle != result->tried.end());
        QVERIFY(!two->dominated);
        // Another replica of what is idle costs and does next to nothing.
        QVERIFY(of(idle->delta, Measure::Cost).mean > 0);
        // Which is told beside it, and that it was not learned with so many.
        const auto extrapolates = [](const TriedCandidate &one) { return std::ranges::any_of(one.risk.reasons, [](const RiskReason &reason) { return reason.kind == RiskReason::Kind::Extrapolation; }); };
        QVERIFY(idle->risk.costsMore && extrapolates(*idle) && extrapolates(*two));
        QVERIFY(!result->tried.front().risk.costsMore && !extrapolates(result->tried.front()));
        for (const TriedCandidate &one : result->tried) {
            bool beaten = false;
            for (const TriedCandidate &other : result->tried) {
                bool better = false, worse = false;
                for (const Measure goal : {Measure::SloViolation, Measure::Cost, Measure::CarbonG}) {
                    better |= of(other.measures, goal).mean < of(one.measures, goal).mean;
                    worse |= of(other.measures, goal).mean > of(one.measures, goal).mean;
                }
                beaten |= better && !worse;
            }
            QCOMPARE(one.dominated, beaten);
        }
        const auto changed = applied(twoServices(), two->candidate);
        QVERIFY(changed && changed->services[0].replicas == 2);
    }
    void plainCandidatesComeFirst()
    {
        ParetoSettings settings;
        settings.most = 12;
        std::size_t leftOut = 0;
        const std::vector<Candidate> some = candidatesOf(twoServices(), settings, &leftOut);
        QCOMPARE(some.size(), 12u);
        QVERIFY(leftOut > 20);
        QVERIFY(some[0].policy.name == "static" && some[0].fields.empty());
        for (const Candidate &one : some)
            QVERIFY(one.policy.settings.empty() && (one.fields.empty() || one.policy.name == "static"));
        settings.most = 10'000;
        const std::vector<Candidate> all = candidatesOf(twoServices(), settings);
        for (std::size_t i = 0; i < all.size(); ++i) {
            QVERIFY(std::ranges::count(all, all[i]) == 1);
            QVERIFY(applied(twoServices(), all[i]).has_value());
        }
    }

    // Neither depends on threads.
    void theSameWithAnyThreads()
    {
        TornadoSettings settings;
        settings.trial = trials(3, 1);
        settings.confirmed = 3;
        const auto one = makeTornado(twoServices(), settings, {});
        settings.trial.threads = 2;
        const auto two = makeTornado(twoServices(), settings, {});
        QVERIFY(one && two);
        for (std::size_t i = 0; i < one->inputs.size(); ++i) {
            QCOMPARE(one->inputs[i].path, two->inputs[i].path);
            QVERIFY(one->inputs[i].swing(Measure::SloViolation) == two->inputs[i].swing(Measure::SloViolation));
        }
    }
    void theyCanBeCancelled()
    {
        const Job job;
        job.cancel.cancel();
        QVERIFY(makeTornado(twoServices(), {}, job).error().code == ErrorCode::Cancelled);
        QVERIFY(makeSweep(twoServices(), {"services.slow.replicas", 1, 3, 3}, trials(2), job).error().code == ErrorCode::Cancelled);
        QVERIFY(findPareto(twoServices(), {}, job).error().code == ErrorCode::Cancelled);
    }

    void riskSaysWhy()
    {
        const auto calm = tryOut([] { Scenario scenario = twoServices(); scenario.services[0].replicas = 2; return scenario; }(), trials(6), {});
        QVERIFY(calm.has_value());
        const Risk none = riskOf(twoServices(), *calm, std::nullopt);
        QVERIFY2(none.grade == 0 && none.reasons.empty(), none.reasons.empty() ? "" : none.reasons.front().text.toEnglish().c_str());

        Scenario busy = twoServices();
        busy.arrivals[0].ratePerS = 9.8;
        const auto trial = tryOut(busy, trials(6), {});
        QVERIFY(trial.has_value());
        const std::vector<simulate::Extrapolation> beyond{{simulate::Extrapolation::What::Load, "slow", 8, 9.8}};
        const Risk risk = riskOf(busy, *trial, simulate::Estimate{1.5, 1, 2}, beyond);
        QCOMPARE(risk.grade, 4u); // missed (2), extrapolated, busy
        QVERIFY(risk.costsMore);
        std::vector<RiskReason::Kind> kinds;
        for (const RiskReason &reason : risk.reasons) {
            kinds.push_back(reason.kind);
            QVERIFY(!reason.text.toEnglish().empty());
        }
        QVERIFY((kinds == std::vector{RiskReason::Kind::ObjectiveMissed, RiskReason::Kind::Extrapolation, RiskReason::Kind::Busy, RiskReason::Kind::Dearer}));
        QVERIFY(!riskOf(busy, *trial, simulate::Estimate{1.5, -1, 2}).costsMore);

        Trial touched = *calm;
        touched.violation = {0.05, 0};
        touched.violationHigh = {0.15, 0};
        touched.audit.push_back({simulate::AuditEntry::What::Replicas, 1, 0, 1, 0, 1, 1});
        const Risk two = riskOf(twoServices(), touched, std::nullopt);
        QVERIFY(two.grade == 2 && two.reasons[0].kind == RiskReason::Kind::ObjectiveTouched && two.reasons[1].kind == RiskReason::Kind::FloorTouched);

        // Where one failure stops what was more than one: a kind of its own, beside a floor.
        touched.replicas = {1, 1};
        const std::vector<double> had{3, 1};
        const Risk alone = riskOf(twoServices(), touched, std::nullopt, {}, had);
        QVERIFY(alone.grade == 3 && alone.reasons.size() == 3 && alone.reasons[2].kind == RiskReason::Kind::OneFailure);
        QCOMPARE(toName(alone.reasons[2].kind), std::string_view("one_failure"));
        touched.replicas = {2, 1};
        QCOMPARE(riskOf(twoServices(), touched, std::nullopt, {}, had).grade, 2u);
    }
};

CAUSEWAY_TEST(ExploreTest)
#include "explore_test.moc"
