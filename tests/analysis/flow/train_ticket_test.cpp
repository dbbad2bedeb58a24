// A minute of a real system of microservices: what is mined with its trace ids hidden, against what is mined with them.

#include "analysis/flow/mine.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

using namespace causeway;
using namespace causeway::flow;

class TrainTicketTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void idsHiddenAgainstIds()
    {
        CAUSEWAY_REQUIRE_DATA("nezha/TrainTicket/2023-01-29/fault_free/log/08_50_log.csv.gz");
        struct Row {
            std::int64_t time;
            std::uint32_t templateId, session;
        };
        std::vector<Row> rows;
        std::map<QString, std::uint32_t> templates, sessions;
        // The place in the code that logs, of a pod without its last two parts.
        static const QRegularExpression place(QStringLiteral("\\b(?:TRACE|DEBUG|INFO|WARN|ERROR)\\s+(\\S+#\\d+)"));
        static const QRegularExpression number(QStringLiteral("[0-9a-f-]{6,}|\\d+"));
        std::istringstream text(test::readFile(test::dataPath("nezha/TrainTicket/2023-01-29/fault_free/log/08_50_log.csv.gz")));
        std::string line;
        std::getline(text, line);
        while (std::getline(text, line)) {
            const QString row = QString::fromStdString(line);
            const QString message = row.section(QLatin1Char(','), 7), trace = row.section(QLatin1Char(','), 5, 5);
            const auto match = place.match(message);
            const QString key = row.section(QLatin1Char(','), 3, 3).section(QLatin1Char('-'), 0, -3) +
                                (match.hasMatch() ? match.captured(1) : QString(message).remove(number).left(60));
            const auto id = templates.try_emplace(key, static_cast<std::uint32_t>(templates.size()) + 1).first->second;
            rows.push_back({row.section(QLatin1Char(','), 1, 1).toLongLong(), id,
                            QString(trace).remove(QLatin1Char('0')).isEmpty()
                                ? kNoSession
                                : sessions.try_emplace(trace, static_cast<std::uint32_t>(sessions.size())).first->second});
        }
        QVERIFY(rows.size() > 2000 && sessions.size() > 50);
        std::ranges::stable_sort(rows, {}, &Row::time);
        std::vector<std::uint32_t> ids, of;
        std::vector<std::int64_t> times;
        for (const Row &row : rows) {
            ids.push_back(row.templateId);
            of.push_back(row.session);
            times.push_back(row.time);
        }
        MineSettings settings;
        const Graph known = *mineGraph({ids, times, of}, settings, {});
        settings.ignoreIds = true;
        const Graph hidden = *mineGraph({ids, times, of}, settings, {});
        std::set<std::pair<std::uint32_t, std::uint32_t>> any, often, found;
        for (const Edge &edge : known.edges) {
            any.insert({edge.from, edge.to});
            if (edge.count >= 10)
                often.insert({edge.from, edge.to});
        }
        for (const Edge &edge : hidden.edges)
            found.insert({edge.from, edge.to});
        double right = 0, wrong = 0, missed = 0;
        for (const auto &edge : found) {
            right += often.contains(edge);
            wrong += !any.contains(edge);
        }
        for (const auto &edge : often)
            missed += !found.contains(edge);
        const double precision = right / (right + wrong), recall = right / (right + missed);
        qInfo("TrainTicket, ids hidden: precision %.3f, recall %.3f of %zu edges", precision, recall, often.size());
        QVERIFY2(precision >= 0.82 && recall >= 0.87, qPrintable(QStringLiteral("%1 %2").arg(precision).arg(recall)));
    }
};

CAUSEWAY_TEST(TrainTicketTest)
#include "train_ticket_test.moc"
