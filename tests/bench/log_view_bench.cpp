// Frame times of the log table: offscreen raster painting of a 1920 × 1080 view at random places of many rows, with pages
// there and with placeholders. Prints milliseconds of processor time of the window's thread (what else runs on the machine
// does not count); the promise is below 16 for every frame.
//
//   bench_log_view [ROWS]   made-up rows, 10,000,000 unless told otherwise

#include <QApplication>

#include <ctime>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/views/explore_fake_rows.h"
#include "views/explore/log_view.h"

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
    std::printf("%-34s median %6.2f ms   p99 %6.2f ms   worst %6.2f ms   (%zu frames)\n", what, ms[ms.size() / 2], ms[ms.size() * 99 / 100],
                ms.back(), ms.size());
}

void waitFor(const LinePager &pager)
{
    while (pager.isBusy())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const std::uint64_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    LinePager pager;
    LogView view(pager);
    view.resize(1920, 1080);
    view.show();
    pager.setRows(std::make_shared<test::FakeRows>(rows));
    waitFor(pager);
    QImage image(view.size(), QImage::Format_RGB32);
    std::mt19937_64 random(1);
    const auto frame = [&](const std::function<void()> &before) {
        const double start = cpuMs();
        before();
        view.render(&image);
        return cpuMs() - start;
    };
    for (const bool wrap : {false, true}) {
        view.setWrapping(wrap);
        std::vector<double> jumps, filled, steps;
        for (int i = 0; i < 300; ++i) {
            jumps.push_back(frame([&] { view.scrollTo(random() % rows); })); // the pages are not there yet
            waitFor(pager);
            filled.push_back(frame([] {}));
            steps.push_back(frame([&] { view.scrollTo(view.topRow() + 3); }));
        }
        print(wrap ? "wrapped: jump anywhere" : "jump anywhere, first frame", jumps);
        print(wrap ? "wrapped: the page is there" : "the page is there", filled);
        print(wrap ? "wrapped: three rows further" : "three rows further", steps);
    }
    return 0;
}
