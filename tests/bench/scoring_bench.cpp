// How fast does a network judge sessions? One core, seconds of the processor; a deeplog model with its default size. Sequences that repeat: events a second.
// Sequences that do not: windows a second, where windows begin alike as they do in logs, and where every window is drawn evenly
// from 29 events, so that they hardly do. bench_scoring [EVENTS]

#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "analysis/learn/builtin.h"
#include "tests/analysis/learn/planted_causes.h"

using namespace causeway;

namespace {

constexpr std::uint32_t kEvents = 29; // as many as HDFS has
constexpr std::size_t kLength = 20;

detect::SequenceSet evenly(std::size_t sessions, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    detect::SequenceSet set;
    for (std::size_t i = 0; i < sessions; ++i) {
        test::Sequence keys;
        for (std::size_t k = 0; k < kLength; ++k)
            keys.push_back(static_cast<std::uint32_t>(random() % kEvents));
        test::append(set, keys);
    }
    return set;
}

detect::SequenceSet wandering(std::size_t events, std::uint64_t seed)
{
    test::PlantedCauses source(seed);
    detect::SequenceSet set;
    while (set.keys.size() < events)
        test::append(set, source.make(set.size() % 2 == 0).keys);
    return set;
}

detect::SequenceSet repeated(const detect::SequenceSet &few, std::size_t events)
{
    detect::SequenceSet set;
    for (std::size_t i = 0; set.keys.size() < events; ++i) {
        const auto keys = few.session(i % few.size());
        test::append(set, test::Sequence(keys.begin(), keys.end()));
    }
    return set;
}

std::unique_ptr<detect::Model> learned(const detect::SequenceSet &sessions)
{
    detect::TrainingData data;
    data.sessions = &sessions;
    data.calibrationFrom = sessions.size() * 4 / 5;
    detect::TrainSettings settings;
    settings.epochs = 2;
    auto model = learn::deeplogDetector().train(data, settings, Job{});
    if (!model) {
        std::fprintf(stderr, "%s\n", model.error().toEnglish().c_str());
        std::exit(1);
    }
    return std::move(*model);
}

void print(const char *what, const detect::Model &model, const detect::SequenceSet &set)
{
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        const std::clock_t start = std::clock();
        const auto scores = model.score(set, 1, Job{});
        if (!scores)
            std::exit(1);
        best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    std::printf("%-42s %9zu sessions %9.0f events/s %9.0f windows/s\n", what, set.size(), static_cast<double>(set.keys.size()) / best,
                static_cast<double>(set.keys.size() + set.size()) / best);
}

} // namespace

int main(int argc, char **argv)
{
    setenv("OMP_NUM_THREADS", "1", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    const std::size_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 400'000;
    const auto plain = learned(wandering(20'000, 1)), even = learned(evenly(1000, 1));
    print("repeating (500 distinct sessions)", *plain, repeated(wandering(7'500, 2), 10 * events));
    print("not repeating, a wandering", *plain, wandering(events, 3));
    print("not repeating, drawn evenly", *even, evenly(events / kLength, 4));
}
