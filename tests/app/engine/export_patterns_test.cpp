// The list of patterns as a file.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QTest>

#include "app/engine/export_data.h"
#include "app/engine/import_logs.h"

using namespace causeway;
using namespace causeway::engine;

class ExportPatternsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theyAreCalledAsInTheWindowToo()
    {
        QVERIFY(parseExportWhat("patterns") == ExportWhat::Templates && parseExportWhat("templates") == ExportWhat::Templates);
        QVERIFY(!parseExportWhat("pattern"));
    }
    void timesCanBeRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("csv") << QStringLiteral("patterns.csv") << QStringList{QStringLiteral("first_ns,last_ns,first,last"), QStringLiteral(",1704067200000000000,1704067201500000000,2024-01-01T00:00:00"), QStringLiteral("2024-01-01T00:00:01.5"), QStringLiteral("first,last,pinned,parameters\n"), QStringLiteral(",false,*\n")};
        QTest::newRow("lines") << QStringLiteral("patterns.jsonl") << QStringList{QStringLiteral("\"first_ns\":1704067200000000000"), QStringLiteral("\"first\":\"2024-01-01T00:00:00"), QStringLiteral("\"last\":\"2024-01-01T00:00:01.5"), QStringLiteral("\"pinned\":false,\"parameters\":[\"\"]")};
    }
    void timesCanBeRead()
    {
        QFETCH(const QString, name);
        QFETCH(const QStringList, parts);
        test::TemporaryProject project;
        ImportRequest request;
        request.paths = {project.write("a.log", "2024-01-01T00:00:00.000Z INFO shop: order 1 came\n2024-01-01T00:00:01.500Z INFO shop: order 2 came\n")};
        CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
        const std::string path = project.path(name.toStdString());
        CAUSEWAY_VERIFY(exportData(*project, {ExportWhat::Templates, path}, Job{}));
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        for (const QString &part : parts)
            QVERIFY2(text.contains(part), qPrintable(text));
    }
    void linesAreRowsOfCsv_data()
    {
        QTest::addColumn<QByteArray>("end");
        QTest::newRow("LF") << QByteArray("\n");
        QTest::newRow("CRLF") << QByteArray("\r\n");
        QTest::newRow("none at the end") << QByteArray();
    }
    void linesAreRowsOfCsv()
    {
        QFETCH(const QByteArray, end);
        test::TemporaryProject project;
        ImportRequest request;
        const std::string mid = end.isEmpty() ? "\n" : end.toStdString();
        request.paths = {project.write("a.log", "2024-01-01T00:00:00.000Z INFO shop: order 1 came" + mid + "2024-01-01T00:00:01.500Z INFO shop: order 2 came" + end.toStdString())};
        CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
        const auto read = [&](const std::string &name) {
            const std::string path = project.path(name);
            if (!exportData(*project, {ExportWhat::Lines, path}, Job{}))
                return QByteArray();
            QFile file(QString::fromStdString(path));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray csv = read("lines.csv");
        QCOMPARE(csv.count('\n'), 3); // with the header
        QVERIFY2(!csv.contains('\r') && !csv.contains('"') && csv.endsWith("order 2 came\n"), csv.constData());
        // A JSON string takes the original bytes.
        const QByteArray json = read("lines.jsonl");
        QVERIFY2(json.contains(QByteArray(mid == "\n" ? "order 1 came\\n" : "order 1 came\\r\\n")), json.constData());
    }
};

CAUSEWAY_TEST(ExportPatternsTest)
#include "export_patterns_test.moc"
