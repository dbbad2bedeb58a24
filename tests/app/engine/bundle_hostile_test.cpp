// Bundles that are broken, of another program, of the future or made to harm: a message that names the file, and no project.

#include "tests/app/engine/bundle_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

#include <functional>

#include "storage/bundle/bundle_info.h"
#include "storage/schema.h"

using namespace causeway;
using namespace causeway::engine;
using namespace causeway::test;

namespace {

void writeAll(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qCritical("cannot write %s", qPrintable(path));
}

// As whoever makes a bundle to harm would: with a seal that is right.
QByteArray sealed(const QByteArray &database)
{
    storage::Sha256 digest;
    digest.add(database.toStdString());
    return database + QByteArray::fromStdString(storage::makeSeal(digest.hex(), static_cast<std::uint64_t>(database.size())));
}

} // namespace

class BundleHostileTest : public QObject {
    Q_OBJECT
    TemporaryProject m_project;
    QByteArray m_bundle;

    [[nodiscard]] QString at(const char *name) const { return QString::fromStdString(m_project.path(name)); }

    // Opens it and expects an error that names the file, gives a reason and a remedy, and leaves nothing behind.
    Error refused(const QByteArray &bytes)
    {
        writeAll(at("bad.bundle"), bytes);
        const QStringList before = QDir(at("")).entryList(QDir::Files | QDir::Hidden);
        const auto opened = openBundle(m_project.path("bad.bundle"), m_project.path("new.causeway"), 1, Job{});
        if (opened)
            return {};
        if (QDir(at("")).entryList(QDir::Files | QDir::Hidden) != before)
            qCritical("something was left behind: %s", qPrintable(QDir(at("")).entryList(QDir::Files | QDir::Hidden).join(QLatin1Char(' '))));
        const Error &error = opened.error();
        if (error.where.file != m_project.path("bad.bundle") || error.why.empty() || error.hint.empty())
            qCritical("no file, reason or remedy: %s", error.toEnglish().c_str());
        return error;
    }

    // The bundle with something done to its database.
    QByteArray changed(const char *sql)
    {
        writeAll(at("work.db"), m_bundle.chopped(static_cast<qsizetype>(storage::kSealBytes)));
        {
            const auto database = storage::Database::open(m_project.path("work.db"), storage::Database::Access::ReadWrite);
            if (!database || !(*database)->execute(sql))
                qCritical("cannot change the bundle: %s", database ? (*database)->error("it").toEnglish().c_str() : "");
        }
        const QByteArray bytes = readAll(m_project.path("work.db"));
        QFile::remove(at("work.db"));
        return sealed(bytes);
    }

private Q_SLOTS:
    void initTestCase()
    {
        CAUSEWAY_VERIFY(fillWithOrders(m_project));
        BundleRequest request;
        request.time = minutes(20, 25);
        request.threads = 1;
        CAUSEWAY_VERIFY(makeBundle(*m_project, request, m_project.path("good.bundle"), Job{}));
        m_bundle = readAll(m_project.path("good.bundle"));
        QVERIFY(m_bundle.size() > 100'000);
    }

    void unchanged()
    {
        writeAll(at("bad.bundle"), sealed(m_bundle.chopped(static_cast<qsizetype>(storage::kSealBytes))));
        CAUSEWAY_VERIFY(openBundle(m_project.path("bad.bundle"), m_project.path("fine.causeway"), 1, Job{}));
        QVERIFY(QFile::remove(at("fine.causeway")));
    }

    void cutShort()
    {
        for (const qsizetype left : {qsizetype{0}, qsizetype{50}, qsizetype{200}, m_bundle.size() / 2, m_bundle.size() - 1})
            QVERIFY(refused(m_bundle.first(left)).code != ErrorCode::Internal);
        QCOMPARE(refused(m_bundle.chopped(1)).code, ErrorCode::Damaged);
        QVERIFY(refused(m_bundle + "x").code == ErrorCode::Damaged);
    }

    void aByteChanged()
    {
        for (qsizetype i = 100; i < m_bundle.size(); i += m_bundle.size() / 37) {
            QByteArray bytes = m_bundle;
            bytes[i] = static_cast<char>(bytes[i] ^ 0x20);
            QCOMPARE(refused(bytes).code, ErrorCode::Damaged);
        }
    }

    // The seal is right: the checks behind it have to find it, or it does no harm.
    void aByteChangedAndSealed()
    {
        int found = 0, opened = 0;
        for (qsizetype i = 4000; i < m_bundle.size() - 200; i += m_bundle.size() / 41) {
            QByteArray bytes = m_bundle.chopped(static_cast<qsizetype>(storage::kSealBytes));
            while (i < bytes.size() - 200 && bytes.mid(i, 16).count('\0') > 4) // nothing is there
                ++i;
            for (int k = 0; k < 16; ++k)
                bytes[i + k] = static_cast<char>(bytes[i + k] ^ 0x55);
            const Error error = refused(sealed(bytes));
            if (!error.why.empty()) {
                QVERIFY2(error.code == ErrorCode::Damaged || error.code == ErrorCode::Foreign, error.toEnglish().c_str());
                ++found;
                continue;
            }
            ++opened; // in what no row has
            QVERIFY(tell(**storage::Project::open(m_project.path("new.causeway"), storage::Project::Mode::OpenExisting)));
            QVERIFY(QFile::remove(at("new.causeway")));
        }
        QVERIFY2(found > 5, qPrintable(QStringLiteral("%1 found, %2 opened").arg(found).arg(opened)));
    }

    void anotherFile()
    {
        QCOMPARE(refused("2024-01-01 00:00:00 INFO a log\n").code, ErrorCode::Foreign);
        QVERIFY(storage::Project::open(m_project.path("closed.causeway"), storage::Project::Mode::OpenOrCreate));
        QCOMPARE(refused(readAll(m_project.path("closed.causeway"))).code, ErrorCode::Foreign);
        QVERIFY(refused(readAll(m_project.path("closed.causeway"))).why.toEnglish().find("project") != std::string::npos);
        QCOMPARE(openBundle(m_project.path("none.bundle"), m_project.path("new.causeway"), 1, Job{}).error().code, ErrorCode::NotFound);
        QCOMPARE(openBundle(m_project.path(""), m_project.path("new.causeway"), 1, Job{}).error().code, ErrorCode::Foreign);
        // Nor is a bundle a project.
        const auto project = storage::Project::open(m_project.path("good.bundle"), storage::Project::Mode::OpenExisting);
        QVERIFY(!project && project.error().toEnglish().find("causeway open") != std::string::npos);
        QCOMPARE(readAll(m_project.path("good.bundle")), m_bundle);
    }

    void madeToHarm_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("a newer version") << QByteArray("PRAGMA user_version=99") << ErrorCode::Foreign;
        QTest::newRow("an older version") << QByteArray("PRAGMA user_version=1") << ErrorCode::Damaged;
        QTest::newRow("trigger") << QByteArray("CREATE TRIGGER t AFTER INSERT ON label BEGIN DELETE FROM finding; END") << ErrorCode::Foreign;
        QTest::newRow("another view") << QByteArray("DROP VIEW spans; CREATE VIEW spans AS WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM x) SELECT n AS id FROM x") << ErrorCode::Foreign;
        QTest::newRow("a view for a table") << QByteArray("DROP TABLE bookmark; CREATE VIEW bookmark AS SELECT 1 AS event, '' AS note") << ErrorCode::Foreign;
        QTest::newRow("a table more") << QByteArray("CREATE TABLE payload(x)") << ErrorCode::Foreign;
        QTest::newRow("an index with an expression") << QByteArray("CREATE INDEX i ON label(hex(note))") << ErrorCode::Foreign;
        QTest::newRow("a table less") << QByteArray("DROP TABLE bookmark") << ErrorCode::Damaged;
        QTest::newRow("nothing about itself") << QByteArray("DELETE FROM setting WHERE name='bundle'") << ErrorCode::Damaged;
        QTest::newRow("nonsense about itself") << QByteArray("UPDATE setting SET value='{\"time\":7}' WHERE name='bundle'") << ErrorCode::Damaged;
        QTest::newRow("other lines") << QByteArray("UPDATE shape SET text='rm -rf' WHERE id=1") << ErrorCode::Damaged;
        QTest::newRow("a chunk less") << QByteArray("DELETE FROM part WHERE id=1") << ErrorCode::Damaged;
        QTest::newRow("a chunk of nothing") << QByteArray("UPDATE part SET bytes=zeroblob(100) WHERE id=0") << ErrorCode::Damaged;
        QTest::newRow("a model with other bytes") << QByteArray("UPDATE model SET bytes=zeroblob(10)") << ErrorCode::Damaged;
        QTest::newRow("findings of no run") << QByteArray("PRAGMA foreign_keys=OFF; UPDATE finding SET run=77") << ErrorCode::Damaged;
        QTest::newRow("scores of no subject") << QByteArray("UPDATE run SET subjects=zeroblob(3)") << ErrorCode::Damaged;
    }
    void madeToHarm()
    {
        QFETCH(const QByteArray, sql);
        QFETCH(const ErrorCode, code);
        const Error error = refused(changed(sql.constData()));
        QVERIFY2(!error.why.empty(), "it was opened");
        QVERIFY2(error.code == code, error.toEnglish().c_str());
    }

    // What is there already stays as it is.
    void placesThatAreTaken()
    {
        const auto conflict = [&](const std::string &path) {
            const QByteArray before = readAll(path);
            const auto opened = openBundle(m_project.path("good.bundle"), path, 1, Job{});
            return !opened && opened.error().code == ErrorCode::Conflict && readAll(path) == before;
        };
        QVERIFY(conflict(m_project.path("p.causeway")));
        QVERIFY(conflict(m_project.path("shop.log")));
        QVERIFY(conflict(m_project.path("good.bundle")));
        BundleRequest request;
        const QByteArray project = readAll(m_project.path("p.causeway"));
        QCOMPARE(makeBundle(*m_project, request, m_project.path("p.causeway"), Job{}).error().code, ErrorCode::Conflict);
        QCOMPARE(readAll(m_project.path("p.causeway")), project);
        // An empty project makes room; an earlier bundle is replaced.
        QVERIFY(storage::Project::open(m_project.path("empty.causeway"), storage::Project::Mode::OpenOrCreate));
        CAUSEWAY_VERIFY(openBundle(m_project.path("good.bundle"), m_project.path("empty.causeway"), 1, Job{}));
        CAUSEWAY_VERIFY(makeBundle(*m_project, request, m_project.path("other.bundle"), Job{}));
        CAUSEWAY_VERIFY(makeBundle(*m_project, request, m_project.path("other.bundle"), Job{}));
    }

    void cancelled()
    {
        Job job;
        job.cancel.cancel();
        const QStringList before = QDir(at("")).entryList(QDir::Files | QDir::Hidden);
        QCOMPARE(makeBundle(*m_project, {}, m_project.path("never.bundle"), job).error().code, ErrorCode::Cancelled);
        QCOMPARE(openBundle(m_project.path("good.bundle"), m_project.path("never.causeway"), 1, job).error().code, ErrorCode::Cancelled);
        QCOMPARE(QDir(at("")).entryList(QDir::Files | QDir::Hidden), before);
        // In the middle of it.
        for (const int when : {1, 2}) {
            int told = 0;
            Job later;
            later.onProgress = [&](const Progress &) {
                if (++told == when)
                    later.cancel.cancel();
            };
            const auto made = makeBundle(*m_project, {}, m_project.path("never.bundle"), later);
            QVERIFY(!made && made.error().code == ErrorCode::Cancelled);
        }
        QCOMPARE(QDir(at("")).entryList(QDir::Files | QDir::Hidden), before);
    }

    void nothingThere()
    {
        BundleRequest request;
        request.time = minutes(-100, -90);
        const auto made = makeBundle(*m_project, request, m_project.path("never.bundle"), Job{});
        QVERIFY(!made && made.error().code == ErrorCode::NotFound);
        request.time = minutes(20, 25);
        request.baseline = minutes(24, 26);
        QCOMPARE(makeBundle(*m_project, request, m_project.path("never.bundle"), Job{}).error().code, ErrorCode::InvalidInput);
        QVERIFY(!QFileInfo::exists(at("never.bundle")));
    }
};

CAUSEWAY_TEST(BundleHostileTest)
#include "bundle_hostile_test.moc"
