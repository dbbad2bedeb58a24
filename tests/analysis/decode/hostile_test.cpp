#include "tests/support/test_registry.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include "tests/fuzz/decode_checks.h"

using namespace causeway;
using namespace causeway::decode;

namespace {

void require(bool ok)
{
    if (!ok)
        QTest::qFail("a promise of the decoders is broken", __FILE__, __LINE__);
}

void feedAll(std::string_view bytes)
{
    for (const FormatInfo &info : formats())
        if (info.kind == "log")
            fuzz::checkLayout({info.name, {}, {}, {}}, bytes, require);
    fuzz::checkLayout({"layout", "<Date> <Time> <Level> [<Thread>] <Component>: <Content>", {}, {}}, bytes, require);
    fuzz::checkLayout({"layout", "<Time> <Host> <Component>(\\[<PID>\\])?: <Content>", "%b %e %H:%M:%S", {}}, bytes, require);
    for (const char *format : {"layout", "regex", "json-lines", "logfmt", "docker-json", "nezha-log-csv", "cri", "compose", "w3c", "zeek"})
        fuzz::checkOwnLayout(format, bytes, require);
    fuzz::checkDetection(bytes, require);
    fuzz::checkTimes(bytes, require);
    fuzz::checkSequences(bytes, require);
}

} // namespace

class HostileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lines_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray time("2015-10-18 18:01:47,978 ");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("NUL") << QByteArray("\0\0\0", 3);
        QTest::newRow("NUL in a header") << time + QByteArray("INFO [ma\0in] a: b", 17);
        QTest::newRow("not UTF-8") << time + QByteArray("INFO [\xff\xfe] \xc0\x80: \xed\xa0\x80");
        QTest::newRow("1 MB of one letter") << QByteArray(1 << 20, 'x');
        QTest::newRow("1 MB of blanks") << QByteArray(1 << 20, ' ');
        QTest::newRow("1 MB behind a time") << time + QByteArray(1 << 20, '[');
        QTest::newRow("1 MB of colons behind a time") << time + "INFO [a] " + QByteArray(1 << 20, ':');
        QTest::newRow("1 MB of braces") << QByteArray(1 << 20, '{');
        QTest::newRow("1 MB of nested objects") << QByteArray("{\"a\":").repeated(200000);
        QTest::newRow("1 MB of keys") << "{" + QByteArray("\"a\":1,").repeated(170000) + "\"b\":2}";
        QTest::newRow("1 MB of quotes") << "{\"" + QByteArray(1 << 20, '"');
        QTest::newRow("1 MB of backslashes") << "{\"log\":\"" + QByteArray(1 << 20, '\\') + "\"";
        QTest::newRow("1 MB of digits") << QByteArray(1 << 20, '9');
        QTest::newRow("1 MB of pairs") << QByteArray("a=b ").repeated(260000);
        QTest::newRow("quotes of CSV") << QByteArray("2023-01-29T14:50:27Z,1675003827437262323,n,p,s,t,u,\"{\"\"log\"\":\"\"\\");
        QTest::newRow("row in a row") << QByteArray("2023-01-29T14:50:27Z,1675003827437262323,n,p,s,t,u,").repeated(2000);
        QTest::newRow("priority without end") << QByteArray("<1234567890123456");
        QTest::newRow("structured data without end") << QByteArray("<1>1 2003-10-11T22:14:15Z h a p i [a b=\"") + QByteArray(100000, ']');
    }
    void lines()
    {
        QFETCH(QByteArray, bytes);
        QElapsedTimer clock;
        clock.start();
        feedAll({bytes.data(), std::size_t(bytes.size())});
        QVERIFY2(clock.elapsed() < 20000, "it takes too long");
    }
    void corpus()
    {
        int files = 0;
        QDirIterator it(QStringLiteral(CAUSEWAY_SOURCE_DIR "/tests/fuzz/corpus"), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            if (bytes.size() > 1 << 16)
                continue; // corpora of other parts
            feedAll({bytes.data(), std::size_t(bytes.size())});
            ++files;
        }
        QVERIFY(files >= 20);
    }
};

CAUSEWAY_TEST(HostileTest)
#include "hostile_test.moc"
