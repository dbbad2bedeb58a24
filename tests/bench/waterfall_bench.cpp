// The waterfall of a large trace, offscreen in 1920 × 1080: until it is open (tree, clocks, critical path, first frame), and what a
// frame costs while it is scrolled, zoomed, collapsed and searched. Prints milliseconds of processor time of the thread; the
// promise is below 1000 to open and below 33 for every frame of 250,000 spans.
//
//   bench_waterfall [SPANS]        250,000 unless told otherwise
//   bench_waterfall --list [SPANS] the list of traces instead: 20 spans a trace, 1,000,000 spans unless told otherwise

#include <QApplication>
#include <QImage>
#include <QScrollBar>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>

#include "analysis/traces/trace_list.h"
#include "tests/views/trace_samples.h"
#include "views/models/flame_layout.h"
#include "views/models/trace_list_model.h"
#include "views/traces/waterfall_view.h"

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
    std::printf("%-34s median %7.2f ms   p99 %7.2f ms   worst %7.2f ms   (%zu times)\n", what, ms[ms.size() / 2], ms[ms.size() * 99 / 100], ms.back(), ms.size());
}

void printOnce(const char *what, double ms) { std::printf("%-34s %7.2f ms\n", what, ms); }

int benchList(std::uint32_t spans)
{
    const auto table = test::bigTrace(spans, std::max(1U, spans / 20));
    double start = cpuMs();
    const auto summaries = *traces::summarise(*table, Job{});
    printOnce("summarise", cpuMs() - start);
    traces::TraceFilter filter;
    for (const auto &[name, order] : {std::pair{"list, by duration", traces::TraceOrder::Duration}, {"list, by start", traces::TraceOrder::Start}}) {
        start = cpuMs();
        auto all = *traces::listTraces(*table, summaries, filter, order, true, Job{});
        printOnce(name, cpuMs() - start);
        start = cpuMs();
        TraceListModel::orderByName(*table, summaries, all, TraceListModel::RootColumn, false);
        printOnce("… and by the root's name", cpuMs() - start);
        start = cpuMs();
        (void)traces::durationHistogram(summaries, all, 80);
        printOnce("… histogram", cpuMs() - start);
    }
    filter.errors = true;
    filter.services = {3};
    filter.minDurationNs = 300'000'000;
    start = cpuMs();
    const auto some = *traces::listTraces(*table, summaries, filter, traces::TraceOrder::Duration, true, Job{});
    printOnce("filter: errors, service, duration", cpuMs() - start);
    std::printf("%zu of %zu traces pass\n", some.size(), summaries.size());
    start = cpuMs();
    const auto flame = *layOutFlame(table, some, Job{});
    printOnce("flame graph of those", cpuMs() - start);
    std::printf("%zu nodes\n", flame->nodes.size());
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const bool list = argc > 1 && std::strcmp(argv[1], "--list") == 0;
    const int at = list ? 2 : 1;
    const auto spans = static_cast<std::uint32_t>(argc > at ? std::strtoul(argv[at], nullptr, 10) : list ? 1'000'000 : 250'000);
    if (list)
        return benchList(spans);
    const auto table = test::bigTrace(spans);
    WaterfallView view(nullptr);
    view.resize(1920, 1080);
    view.show();
    QImage image(view.size(), QImage::Format_RGB32);
    image.fill(Qt::black);
    view.render(&image);
    const auto frame = [&](const std::function<void()> &before) {
        const double start = cpuMs();
        before();
        view.render(&image);
        return cpuMs() - start;
    };
    const double start = cpuMs();
    auto tree = TraceTree::make(table, 0, Job{});
    if (!tree)
        return 1;
    printOnce("tree, clocks, path (in a job)", cpuMs() - start);
    printOnce("first frame", frame([&] { view.setTree(*tree); }));
    std::printf("%u spans, %zu segments of the critical path\n", (*tree)->size(), (*tree)->criticalPath().size());
    std::mt19937_64 random(3);
    std::vector<double> jumps, steps, zooms, pans, collapses, searches;
    for (int i = 0; i < 200; ++i) {
        jumps.push_back(frame([&] { view.verticalScrollBar()->setValue(static_cast<int>(random() % static_cast<std::uint64_t>(view.verticalScrollBar()->maximum() + 1))); }));
        steps.push_back(frame([&] { view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() + 3); }));
        zooms.push_back(frame([&] { i % 20 == 0 ? view.showAll() : view.zoomBy(1.6); }));
        pans.push_back(frame([&] { view.showTimes(view.fromNs() * 1.01, view.toNs() * 1.01); }));
    }
    view.showAll();
    view.verticalScrollBar()->setValue(0); // the root, with the most children
    for (int i = 0; i < 40; ++i)
        zooms.push_back(frame([&] { i % 10 == 0 ? view.showAll() : view.zoomBy(2); }));
    for (int i = 0; i < 20; ++i) {
        collapses.push_back(frame([&] { view.collapseAll(); }));
        collapses.push_back(frame([&] { view.expandAll(); }));
        searches.push_back(frame([&] { view.setSearch(QStringLiteral("operation ") + QString::number(i)); }));
        searches.push_back(frame([&] { view.goToHit(true); }));
    }
    print("jump anywhere", jumps);
    print("three lines further", steps);
    print("zoom", zooms);
    print("pan", pans);
    print("collapse, expand all", collapses);
    print("search, go to a hit", searches);
    return 0;
}
