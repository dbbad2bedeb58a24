// The one span of a service that runs at a moment; against a plain search.

#include "tests/analysis/traces/text_traces.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "analysis/traces/running_spans.h"

using namespace causeway;
using namespace causeway::traces;
using namespace causeway::test;

namespace {

// By the words of the header.
std::uint32_t plainly(const SpanTable &table, std::uint32_t service, std::int64_t time)
{
    std::vector<std::uint32_t> running, innermost;
    for (std::uint32_t row = 0; row < table.size(); ++row)
        if (table.service(row) == service && table.start(row) <= time && time <= table.end(row))
            running.push_back(row);
    for (const std::uint32_t row : running) {
        if (table.trace(row) != table.trace(running.front()))
            return kNone;
        const bool holdsOne = std::any_of(running.begin(), running.end(), [&](std::uint32_t other) {
            for (std::uint32_t above = table.parent(other); above != kNone; above = table.parent(above))
                if (above == row)
                    return true;
            return false;
        });
        if (!holdsOne)
            innermost.push_back(row);
    }
    return innermost.size() == 1 ? innermost.front() : kNone;
}

} // namespace

class RunningSpansTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asAPlainSearchFinds()
    {
        std::mt19937 random(11);
        const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        int found = 0, unclear = 0;
        for (int round = 0; round < 60; ++round) {
            std::string text;
            const int traces = 1 + below(4);
            for (int trace = 1; trace <= traces; ++trace) {
                text += "trace " + std::to_string(trace) + "\n";
                const int spans = 1 + below(12);
                for (int i = 1; i <= spans; ++i) {
                    const int from = below(300), to = from + below(60);
                    text += std::to_string(i) + " s" + std::to_string(below(3)) + " op " + std::to_string(from) + " " + std::to_string(to) + " internal" +
                            (i > 1 ? " parent=" + std::to_string(1 + below(i - 1)) : std::string()) + "\n";
                }
            }
            const auto table = tableOf(text);
            const RunningSpans whole(*table, INT64_MIN, INT64_MAX), part(*table, 100 * kMs, 200 * kMs);
            for (std::uint32_t service = 0; service < table->services().size(); ++service)
                for (int ms = -1; ms < 370; ++ms) {
                    const std::uint32_t expected = plainly(*table, service, ms * kMs);
                    QCOMPARE(whole.only(service, ms * kMs), expected);
                    if (ms >= 100 && ms <= 200)
                        QCOMPARE(part.only(service, ms * kMs), expected);
                    (expected == kNone ? unclear : found) += 1;
                }
        }
        QVERIFY(found > 1000 && unclear > 1000);
    }

    void aLongSpanBesideMany()
    {
        std::string text = "trace 1\n1 batch run 0 1000000\n";
        for (int i = 0; i < 2000; ++i)
            text += "trace " + QByteArray::number(i + 2, 16).toStdString() + "\n1 web get " + std::to_string(500 * i) + " " + std::to_string(500 * i + 10) + "\n";
        const auto table = tableOf(text);
        const RunningSpans running(*table, INT64_MIN, INT64_MAX);
        const std::uint32_t web = table->findService("web"), batch = table->findService("batch");
        QCOMPARE(running.only(web, 500 * 1500 * kMs + kMs), plainly(*table, web, 500 * 1500 * kMs + kMs));
        QCOMPARE(table->serviceName(running.only(batch, 999 * kMs)), "batch");
        QCOMPARE(running.only(web, (500 * 1500 + 11) * kMs), kNone);
    }
};

CAUSEWAY_TEST(RunningSpansTest)
#include "running_spans_test.moc"
