// The service model of made-up traces: what was put in comes out.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

#include "analysis/simulate/learn_scenario.h"

using namespace causeway;
using namespace causeway::simulate;
using traces::SpanKey;
using traces::SpanKind;
using traces::SpanRow;
using traces::SpanStatus;

namespace {

class Traces {
public:
    std::uint64_t add(std::uint64_t trace, std::uint64_t parent, const char *service, const char *name, double startMs, double lengthMs, SpanKind kind = SpanKind::Unspecified, bool failed = false)
    {
        SpanRow row;
        row.sequence = static_cast<std::int64_t>(++m_next);
        row.trace = {0, trace};
        row.id = SpanKey{m_next};
        row.parent = SpanKey{parent};
        row.operation = m_builder.operation(service, name);
        row.kind = kind;
        row.status = failed ? SpanStatus::Error : SpanStatus::Unset;
        row.startNs = std::llround(startMs * 1e6);
        row.durationNs = std::llround(lengthMs * 1e6);
        m_builder.add(row);
        return m_next;
    }
    Result<LearnedScenario> learn()
    {
        m_table = *std::move(m_builder).finish({});
        std::vector<std::uint32_t> all;
        for (std::uint32_t t = 0; t < m_table->traceCount(); ++t)
            all.push_back(t);
        return learnScenario(*m_table, all, {});
    }

private:
    traces::SpanTableBuilder m_builder;
    std::shared_ptr<const traces::SpanTable> m_table;
    std::uint64_t m_next = 0;
};

// "pay[stock | card .5 +delay]": steps in brackets, calls at once joined by |, ~ async.
QString say(const Operation &operation)
{
    QStringList steps;
    for (const auto &step : operation.steps) {
        QStringList calls;
        for (const Call &call : step)
            calls << (call.async ? QStringLiteral("~") : QString()) + QString::fromStdString(call.operation) + (call.probability < 1 ? QStringLiteral(" %1").arg(call.probability, 0, 'g', 3) : QString()) +
                         (call.delay ? QStringLiteral(" +%1").arg(call.delay->mean * 1000, 0, 'f', 1) : QString());
        steps << calls.join(QStringLiteral(" | "));
    }
    return QString::fromStdString(operation.name) + QLatin1Char('[') + steps.join(QStringLiteral("; ")) + QLatin1Char(']');
}

const Operation &operation(const LearnedScenario &learned, const std::string &name)
{
    const auto found = std::ranges::find(learned.scenario.operations, name, &Operation::name);
    if (found != learned.scenario.operations.end())
        return *found;
    static const Operation none{"none", {}, {}, 0, {}};
    return none;
}

// As it is written, but for ' instead of ".
const QString kWritten = QStringLiteral("{'causeway_scenario':1,'duration_s':2,'services':{'shop one':{'replicas':1,'servers':2}},"
                                        "'operations':{'x':{'service':'shop one','self_s':{'constant':0.01}}},'arrivals':[{'operation':'x','poisson':{'rate_per_s':1.5}}],"
                                        "'slo':{'x':{'latency_s':0.01,'share':0.99}},'notes':[");

} // namespace

class LearnScenarioTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // One after the other, at once, now and then, by the way.
    void callsAreToldApart()
    {
        Traces traces;
        for (std::uint64_t t = 1; t <= 100; ++t) {
            const double at = static_cast<double>(t) * 100;
            const std::uint64_t root = traces.add(t, 0, "front", "checkout", at, 60, SpanKind::Server);
            const std::uint64_t inner = traces.add(t, root, "front", "prepare", at + 1, 50); // of the same service: part of it
            traces.add(t, inner, "stock", "reserve", at + 5, 10, SpanKind::Server);
            traces.add(t, inner, "risk", "score", at + 20, 8, SpanKind::Server);
            traces.add(t, inner, "mail", "address", at + 22, 10, SpanKind::Server);
            if (t % 4 == 0)
                traces.add(t, root, "card", "charge", at + 40, 5, SpanKind::Server, t % 8 == 0);
            traces.add(t, root, "ledger", "note", at + 70, 9, SpanKind::Consumer);
        }
        const auto learned = traces.learn();
        QVERIFY(learned.has_value());
        const Operation &checkout = operation(*learned, "checkout");
        QCOMPARE(say(checkout), QStringLiteral("checkout[reserve; score | address; charge 0.25; ~note]"));
        // 60 − 10 − [20, 32) and every fourth time − 5.
        QCOMPARE(learned->operations.size(), std::size_t{6});
        QVERIFY(std::abs(checkout.self.mean - (0.038 - 0.005 / 4)) < 1e-4);
        QCOMPARE(operation(*learned, "charge").errorProbability, 12.0 / 25);
        QCOMPARE(operation(*learned, "reserve").self, (Distribution{Distribution::Kind::Constant, 0.01, 0, {}}));
        QCOMPARE(learned->scenario.arrivals.size(), std::size_t{1});
        QCOMPARE(learned->scenario.arrivals[0].operation, std::string("checkout"));
        QVERIFY(std::abs(learned->scenario.arrivals[0].ratePerS - 10) < 0.2 && learned->scenario.arrivals[0].rates.empty());
    }
    // A client span stands for the call; what it lasts longer is on the way, and neither side's work.
    void theWayIsNobodysWork()
    {
        Traces traces;
        for (std::uint64_t t = 1; t <= 50; ++t) {
            const double at = static_cast<double>(t) * 100;
            const std::uint64_t root = traces.add(t, 0, "a", "get", at, 30, SpanKind::Server);
            const std::uint64_t client = traces.add(t, root, "a", "GET", at + 5, 14, SpanKind::Client);
            traces.add(t, client, "b", "get", at + 7, 10, SpanKind::Server);
        }
        const auto learned = traces.learn();
        QVERIFY(learned.has_value());
        QCOMPARE(say(operation(*learned, "a: get")), QStringLiteral("a: get[b: get +4.0]"));
        QCOMPARE(operation(*learned, "a: get").self.mean, 0.016);
        QCOMPARE(operation(*learned, "b: get").self.mean, 0.010);
    }
    void aFailureThatCameFromBelowIsNotItsOwn()
    {
        Traces traces;
        for (std::uint64_t t = 1; t <= 10; ++t) {
            const std::uint64_t root = traces.add(t, 0, "a", "x", static_cast<double>(t) * 100, 30, SpanKind::Server, true);
            traces.add(t, root, "b", "y", static_cast<double>(t) * 100 + 5, 10, SpanKind::Server, t <= 4);
        }
        const auto learned = traces.learn();
        QCOMPARE(operation(*learned, "x").errorProbability, 0.6);
        QCOMPARE(operation(*learned, "y").errorProbability, 0.4);
    }
    void howManyWereBusyAtOnce()
    {
        Traces traces;
        traces.add(1, 0, "a", "x", 0, 10, SpanKind::Server);
        traces.add(2, 0, "a", "x", 5, 10, SpanKind::Server);
        const std::uint64_t waits = traces.add(3, 0, "a", "x", 6, 30, SpanKind::Server); // works to 7 and from 30 on
        traces.add(3, waits, "b", "y", 7, 23, SpanKind::Server);
        const auto learned = traces.learn();
        QCOMPARE(learned->scenario.services.size(), std::size_t{2});
        QCOMPARE(learned->services[0].busyMost, 3u);
        QCOMPARE(learned->services[1].busyMost, 1u);
        QCOMPARE(learned->services[0].requests, std::uint64_t{3});
    }
    void aLoadThatChangesIsNoSteadyOne()
    {
        Traces traces;
        std::uint64_t t = 0;
        for (int second = 0; second < 600; ++second)
            for (int i = 0; i < (second < 300 ? 1 : 5); ++i)
                traces.add(++t, 0, "a", "x", second * 1000.0 + i * 150, 1, SpanKind::Server);
        const auto learned = traces.learn();
        const Arrivals &arrivals = learned->scenario.arrivals.at(0);
        QCOMPARE(arrivals.rates.size(), std::size_t{60});
        QVERIFY(std::abs(arrivals.rates[10].second - 1) < 0.2 && std::abs(arrivals.rates[50].second - 5) < 0.5);
    }
    void noTracesAreAnError()
    {
        Traces traces;
        QVERIFY(!traces.learn().has_value());
    }
    // A file has what was learned, and says what was not.
    void writtenAsAScenario()
    {
        Traces traces;
        for (std::uint64_t t = 1; t <= 3; ++t)
            traces.add(t, 0, "shop one", "x", static_cast<double>(t) * 1000, 10, SpanKind::Server);
        const QString json = QString::fromStdString(toJson(traces.learn()->scenario)).replace(QLatin1Char('"'), QLatin1Char('\''));
        QVERIFY2(json.startsWith(kWritten), qPrintable(json));
    }
};

CAUSEWAY_TEST(LearnScenarioTest)
#include "learn_scenario_test.moc"
