// Verbs that draw, as processes without a display: what they write, and that nothing but what they have to say is on stderr.

#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include "tests/robustness/process.h"

using namespace causeway;
using namespace causeway::test;

namespace {

QByteArray startOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(200) : QByteArray();
}

} // namespace

class DrawingVerbsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFileIsNoFolder()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath("afile"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
        file.close();
        for (const char *name : {"afile", "afile/below"}) {
            const Finished demo = run({"demo", "--headless", folder.filePath(name)});
            QCOMPARE(demo.exitCode, 1);
            QVERIFY2(demo.err.contains("afile is a file, not a folder"), demo.err.constData());
        }
    }
    void theSampleIsReported()
    {
        const QByteArray display = qgetenv("DISPLAY"), runtime = qgetenv("XDG_RUNTIME_DIR"), platform = qgetenv("QT_QPA_PLATFORM");
        for (const char *name : {"DISPLAY", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM"})
            qunsetenv(name);
        const auto restore = qScopeGuard([&] {
            qputenv("DISPLAY", display);
            qputenv("XDG_RUNTIME_DIR", runtime);
            qputenv("QT_QPA_PLATFORM", platform);
        });
        const QTemporaryDir folder;
        const Finished demo = run({"demo", "--headless", folder.filePath("sample"), "--lines", "10000", "--no-network", "--json"});
        QVERIFY2(demo.exitCode == 0, demo.text().constData());
        const QJsonObject told = QJsonDocument::fromJson(demo.out).object();
        QVERIFY2(startOf(told["report"].toString()).startsWith("<!DOCTYPE html>"), demo.out.constData());
        QVERIFY(startOf(told["pictures"].toArray()[0].toString()).contains("<svg"));
        const Finished pdf = run({"report", told["project"].toString(), folder.filePath("r.pdf")});
        QVERIFY2(pdf.exitCode == 0, pdf.text().constData());
        QVERIFY(startOf(folder.filePath("r.pdf")).startsWith("%PDF-"));
        QCOMPARE(pdf.err, QByteArray());
        const Finished other = run({"report", told["project"].toString(), folder.filePath("r.doc")});
        QCOMPARE(other.exitCode, 2);
        QVERIFY2(other.err.contains(".html or .pdf"), other.err.constData());
    }
};

CAUSEWAY_TEST(DrawingVerbsTest)
#include "drawing_verbs_test.moc"
