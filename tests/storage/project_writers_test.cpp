// Several processes (here: several openings of one project) that write at the same time take turns.

#include "tests/support/test_registry.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

#include "storage/project.h"

using namespace causeway;
using namespace causeway::storage;

class ProjectWritersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoWaitsIsNext()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath("p.causeway").toStdString();
        const auto busy = Project::open(path, Project::Mode::OpenOrCreate), waiting = Project::open(path, Project::Mode::OpenExisting);
        QVERIFY(busy && waiting);
        const auto nothing = [](Database &) -> Result<void> {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            return {};
        };
        std::atomic<int> rounds = 0;
        std::atomic<bool> stop = false, failed = false;
        std::thread writer([&] {
            for (; !stop; ++rounds)
                if (!(*busy)->write(Project::Durability::Normal, nothing))
                    failed = true;
        });
        while (rounds == 0 && !failed)
            std::this_thread::yield();
        int worst = 0;
        for (int i = 0; i < 10; ++i) {
            const int before = rounds;
            const auto written = (*waiting)->write(Project::Durability::Normal, [&](Database &) -> Result<void> {
                worst = std::max(worst, rounds - before);
                return {};
            });
            if (!written)
                failed = true;
        }
        stop = true;
        writer.join();
        QVERIFY(!failed);
        QVERIFY2(worst <= 3, qPrintable(QString("one waited for %1 transactions of the other").arg(worst)));
        QVERIFY(!QFileInfo::exists(folder.filePath("p.causeway-turn")));
    }
};

CAUSEWAY_TEST(ProjectWritersTest)
#include "project_writers_test.moc"
