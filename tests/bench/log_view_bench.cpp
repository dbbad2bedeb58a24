// Frame times of the log table: offscreen raster painting of a 1920 × 1080 view at random places of many rows, with pages
// there and with placeholders. Prints milliseconds of processor time of the window's thread (what else runs on the machine
// does not count); the promise is below 16 for every frame.
//
//   bench_log_view [ROWS]          made-up rows, 10,000,000 unless told otherwise
//   bench_log_view --real [ROWS]   a generated log of as many lines, imported into a project in the temporary folder

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>

#include "app/engine/import_logs.h"
#include "tests/views/explore_fake_rows.h"
#include "views/explore/log_view.h"
#include "views/models/event_log_rows.h"

using namespace causeway;
using namespace causeway::views;

namespace {

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void print(const char *what, std::vector<double> ms)
{
    std::sort(ms.begin(), ms.end());
    std::printf("%-34s median %6.2f ms   p99 %6.2f ms   worst %6.2f ms   (%zu times)\n", what, ms[ms.size() / 2], ms[ms.size() * 99 / 100], ms.back(),
                ms.size());
}

void printMemory(const char *when)
{
    if (std::FILE *status = std::fopen("/proc/self/status", "r")) {
        char line[256];
        while (std::fgets(line, sizeof line, status) != nullptr)
            if (std::strncmp(line, "VmRSS:", 6) == 0)
                std::printf("memory %s: %ld MB\n", when, std::strtol(line + 6, nullptr, 10) / 1000);
        std::fclose(status);
    }
}

void waitFor(const LinePager &pager)
{
    while (pager.isBusy())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
}

void generate(const std::string &path, std::uint64_t rows)
{
    std::FILE *file = std::fopen(path.c_str(), "w");
    if (file == nullptr)
        std::exit(1);
    std::mt19937_64 random(7);
    constexpr const char *kLevels[] = {"INFO", "INFO", "INFO", "WARN", "ERROR", "DEBUG"};
    for (std::uint64_t i = 0; i < rows; ++i) {
        const auto second = static_cast<time_t>(1'700'000'000 + i / 200);
        char when[32];
        std::tm utc{};
        gmtime_r(&second, &utc);
        std::strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &utc);
        std::fprintf(file, "%s,%03d %s dfs.DataNode$PacketResponder: Received block blk_%llu of size %llu from /10.250.%u.%u\n", when, static_cast<int>(i % 200 * 5),
                     kLevels[random() % 6], static_cast<unsigned long long>(random() % 1'000'000'000), static_cast<unsigned long long>(random() % 67'108'864),
                     static_cast<unsigned>(random() % 256), static_cast<unsigned>(random() % 256));
    }
    std::fclose(file);
}

std::shared_ptr<const LogRows> importRows(const QTemporaryDir &folder, std::uint64_t rows)
{
    const std::string log = folder.filePath(QStringLiteral("big.log")).toStdString();
    generate(log, rows);
    auto project = storage::Project::open(folder.filePath(QStringLiteral("big.causeway")).toStdString(), storage::Project::Mode::OpenOrCreate);
    if (!project)
        qFatal("%s", project.error().toEnglish().c_str());
    QElapsedTimer timer;
    timer.start();
    engine::ImportRequest request;
    request.paths = {log};
    const auto imported = engine::importLogs(**project, request, Job{});
    if (!imported)
        qFatal("%s", imported.error().toEnglish().c_str());
    std::printf("imported in %.1f s\n", static_cast<double>(timer.elapsed()) / 1e3);
    auto snapshot = (*project)->snapshot();
    if (!snapshot)
        qFatal("%s", snapshot.error().toEnglish().c_str());
    auto reader = std::make_shared<storage::EventReader>(*project, *snapshot);
    auto events = storage::EventOrder::make(*reader, Job{});
    if (!events)
        qFatal("%s", events.error().toEnglish().c_str());
    auto order = RowOrder::make(*events, nullptr, Job{});
    return std::make_shared<EventLogRows>(reader, *order, LogRowStyle{});
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const bool real = argc > 1 && std::strcmp(argv[1], "--real") == 0;
    const int at = real ? 2 : 1;
    const std::uint64_t rows = argc > at ? std::strtoull(argv[at], nullptr, 10) : 10'000'000;
    QTemporaryDir folder;
    LinePager pager;
    LogView view(pager);
    view.resize(1920, 1080);
    view.show();
    pager.setRows(real ? importRows(folder, rows) : std::make_shared<test::FakeRows>(rows));
    waitFor(pager);
    printMemory("before");
    QImage image(view.size(), QImage::Format_RGB32);
    image.fill(Qt::black); // 8 MB: else the first frame pays for their page faults, up to 40 ms
    std::mt19937_64 random(1);
    const auto frame = [&](const std::function<void()> &before) {
        const double start = cpuMs();
        before();
        view.render(&image);
        return cpuMs() - start;
    };
    for (const bool wrap : {false, true}) {
        view.setWrapping(wrap);
        std::vector<double> jumps, filled, steps, waits;
        for (int i = 0; i < 300; ++i) {
            jumps.push_back(frame([&] { view.scrollTo(random() % pager.size()); })); // the pages are not there yet
            QElapsedTimer timer;
            timer.start();
            while (view.cellText(view.topRow(), LogView::TextColumn).isEmpty())
                QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
            waits.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
            waitFor(pager);
            filled.push_back(frame([] {}));
            steps.push_back(frame([&] { view.scrollTo(view.topRow() + 3); }));
        }
        print(wrap ? "wrapped: jump anywhere" : "jump anywhere, first frame", jumps);
        print(wrap ? "wrapped: the page is there" : "the page is there", filled);
        print(wrap ? "wrapped: three rows further" : "three rows further", steps);
        print("until the text is there (clock)", waits);
    }
    printMemory("after");
    return 0;
}
