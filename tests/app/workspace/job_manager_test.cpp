#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <stdexcept>

#include "app/workspace/job_manager.h"

using namespace causeway;
using workspace::JobManager;
using workspace::JobOptions;

namespace {

Message named(const char *text) { return Message(text); }

// Runs until it is cancelled, telling its progress all the time.
Result<int> untilCancelled(const Job &job)
{
    for (double done = 0; !job.isCancelled(); done += 1) {
        job.report({done, 1e6, Progress::Unit::Events});
        QThread::usleep(200);
    }
    return failure(cancelled());
}

} // namespace

class JobManagerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void deliversOnTheCallingThread()
    {
        JobManager jobs;
        int value = 0;
        QThread *worked = nullptr, *delivered = nullptr;
        jobs.start<int>({.key = "a", .title = named("Work")},
                        [&](const Job &) -> Result<int> {
                            worked = QThread::currentThread();
                            return 42;
                        },
                        this,
                        [&](int got) {
                            value = got;
                            delivered = QThread::currentThread();
                        });
        QVERIFY(jobs.waitForIdle(5000));
        QCOMPARE(value, 42);
        QCOMPARE(delivered, thread());
        QVERIFY(worked != thread());
    }
    void aNewerJobSupersedesTheOlder()
    {
        JobManager jobs;
        QSignalSpy errors(&jobs, &JobManager::errorReported);
        QStringList delivered;
        const auto note = [&](const QString &text) { delivered << text; };
        jobs.start<int>({.key = "same", .title = named("Old")}, untilCancelled, this, [&](int) { note("old"); }, [&](const Error &) { note("old failed"); });
        jobs.start<int>({.key = "other", .title = named("Other")}, [](const Job &) -> Result<int> { return 1; }, this, [&](int) { note("other"); });
        jobs.start<int>({.key = "same", .title = named("New")}, [](const Job &) -> Result<int> { return 2; }, this, [&](int) { note("new"); });
        QVERIFY(jobs.waitForIdle(5000));
        delivered.sort();
        QCOMPARE(delivered, QStringList({"new", "other"}));
        QCOMPARE(errors.count(), 0);
    }
    void stoppingByHandTellsTheCaller()
    {
        JobManager jobs;
        QSignalSpy errors(&jobs, &JobManager::errorReported);
        std::optional<ErrorCode> code;
        const auto number = jobs.start<int>({.key = {}, .title = named("Long")}, untilCancelled, this, [](int) {}, [&](const Error &error) { code = error.code; });
        QTest::qWait(20);
        jobs.cancel(number);
        QVERIFY(jobs.waitForIdle(5000));
        QVERIFY(code == ErrorCode::Cancelled);
        QCOMPARE(errors.count(), 0);
    }
    void oneThatWaitsForItsTurnIsShownSoAndStopsAtOnce()
    {
        JobManager jobs;
        jobs.setThreads(2);
        std::atomic<bool> go{false};
        const auto held = [&go](const Job &) -> Result<int> {
            while (!go)
                QThread::msleep(1);
            return 0;
        };
        for (int i = 0; i < 4; ++i) // two, and two more for what a window asks meanwhile
            jobs.start<int>({.key = {}, .title = named("Hold a thread"), .quiet = true}, held, this, [](int) {});
        std::optional<ErrorCode> code;
        bool ran = false;
        const auto number = jobs.start<int>({.key = {}, .title = named("Wait")},
                                            [&ran](const Job &) -> Result<int> {
                                                ran = true;
                                                return 1;
                                            },
                                            this, [](int) {}, [&](const Error &error) { code = error.code; });
        const auto &rows = jobs.model()->rows();
        const bool listed = QTest::qWaitFor([&] { return rows.size() == 1 && rows.front().number == number; }, 5000);
        const bool waiting = listed && rows.front().waiting;
        jobs.cancel(number);
        const bool stopped = QTest::qWaitFor([&] { return code.has_value(); }, 5000); // while every thread is held
        const bool gone = rows.empty();
        go = true;
        QVERIFY(jobs.waitForIdle(5000));
        QVERIFY(listed && waiting && stopped && gone && !ran);
        QVERIFY(code == ErrorCode::Cancelled);
    }
    void errorsGoToTheMessageArea()
    {
        JobManager jobs;
        QSignalSpy errors(&jobs, &JobManager::errorReported);
        jobs.start<void>({.key = {}, .title = named("Fail")}, [](const Job &) -> Result<void> { return failure(ErrorCode::Unreadable, named("Cannot read")); }, this, [] { QFAIL("it failed"); });
        jobs.start<void>({.key = {}, .title = named("Throw")}, [](const Job &) -> Result<void> { throw std::runtime_error("surprise"); }, this, [] { QFAIL("it threw"); });
        QVERIFY(jobs.waitForIdle(5000));
        QCOMPARE(errors.count(), 2);
        QStringList said;
        for (const auto &arguments : errors)
            said << QString::fromStdString(arguments.front().value<Error>().toEnglish());
        said.sort();
        QVERIFY2(said[0].startsWith("Cannot read"), qPrintable(said[0]));
        QVERIFY2(said[1].contains("Throw failed") && said[1].contains("surprise"), qPrintable(said[1]));
    }
    void aReceiverThatIsGoneGetsNothing()
    {
        JobManager jobs;
        bool called = false;
        auto receiver = std::make_unique<QObject>();
        jobs.start<int>({.key = {}, .title = named("Work")}, [](const Job &) -> Result<int> { return 1; }, receiver.get(), [&](int) { called = true; });
        receiver.reset();
        QVERIFY(jobs.waitForIdle(5000));
        QVERIFY(!called);
    }
    void longJobsAreListedWithProgressAtMostTwentyTimesASecond()
    {
        JobManager jobs;
        QAbstractItemModelTester tester(jobs.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy changes(jobs.model(), &QAbstractItemModel::dataChanged);
        jobs.start<int>({.key = {}, .title = named("Quiet"), .quiet = true}, untilCancelled, this, [](int) {});
        const auto number = jobs.start<int>({.key = {}, .title = named("Import app.log")}, untilCancelled, this, [](int) {});
        QCOMPARE(jobs.model()->rowCount(), 0); // short jobs never show
        QTRY_COMPARE(jobs.model()->rowCount(), 1);
        changes.clear();
        QTest::qWait(1000);
        QVERIFY2(changes.count() >= 1 && changes.count() <= 21, qPrintable(QString::number(changes.count())));
        const auto &row = jobs.model()->rows().front();
        QCOMPARE(row.number, number);
        QVERIFY(row.fraction >= 0 && row.fraction <= 1);
        QVERIFY(row.perSecond > 0);
        QCOMPARE(jobs.model()->index(0).data().toString(), "Import app.log");
        jobs.cancelAll();
        QVERIFY(jobs.waitForIdle(5000));
        QCOMPARE(jobs.model()->rowCount(), 0);
    }
    void editsKeepTheirOrder()
    {
        JobManager jobs;
        std::vector<int> order;
        for (int i = 0; i < 20; ++i)
            jobs.start<void>({.key = "edit", .title = named("Edit"), .quiet = true, .lane = JobOptions::Lane::Edits},
                             [&order, i](const Job &) -> Result<void> {
                                 order.push_back(i); // one thread, so no lock
                                 return {};
                             },
                             this, [] {});
        QVERIFY(jobs.waitForIdle(5000));
        QCOMPARE(order.size(), std::size_t(20));
        QVERIFY(std::is_sorted(order.begin(), order.end()));
    }
};

CAUSEWAY_TEST(JobManagerTest)
#include "job_manager_test.moc"
