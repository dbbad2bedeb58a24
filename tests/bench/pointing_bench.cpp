// Do occlusion and attention point at what made an event odd? Sessions with a planted cause; prints how often it is among the
// three events pointed at most, by seed and in the mean. bench_pointing [SEEDS [SESSIONS [ODD [NAME…]]]]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "analysis/learn/builtin.h"
#include "tests/analysis/learn/planted_causes.h"

using namespace causeway;

namespace {

bool amongTop3(const std::vector<double> &weights, std::size_t position)
{
    std::size_t above = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        above += i != position && weights[i] >= weights[position];
    return position < weights.size() && above < 3;
}

struct Shares {
    double occlusion = 0, attention = 0, random = 0, found = 0;
};

Shares measure(const detect::Detector &detector, double query, std::uint64_t seed, std::size_t sessions, std::size_t odd)
{
    test::PlantedCauses source(seed);
    detect::SequenceSet normal;
    for (std::size_t i = 0; i < sessions; ++i)
        test::append(normal, source.make(false).keys);
    detect::TrainingData data;
    data.sessions = &normal;
    data.calibrationFrom = sessions * 4 / 5;
    detect::TrainSettings settings;
    settings.seed = seed;
    if (query >= 0)
        settings.values["query"] = query;
    const auto model = detector.train(data, settings, Job{});
    if (!model) {
        std::fprintf(stderr, "%s\n", model.error().toEnglish().c_str());
        std::exit(1);
    }
    Shares out;
    for (std::size_t i = 0; i < odd; ++i) {
        const auto session = source.make(true);
        const auto said = (*model)->explain(test::sequences({session.keys}), 0, test::letters);
        const detect::Step &step = said->steps[session.effect];
        out.occlusion += amongTop3(step.occlusion, session.cause);
        out.attention += amongTop3(step.attention, session.cause);
        out.random += std::min(1.0, 3.0 / static_cast<double>(session.effect));
        out.found += step.odd;
    }
    for (double *share : {&out.occlusion, &out.attention, &out.random, &out.found})
        *share /= static_cast<double>(odd);
    return out;
}

} // namespace

int main(int argc, char **argv)
{
    setenv("OMP_NUM_THREADS", "1", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    const auto argument = [&](int i, std::size_t otherwise) { return argc > i ? static_cast<std::size_t>(std::strtoull(argv[i], nullptr, 10)) : otherwise; };
    const std::size_t seeds = argument(1, 20), sessions = argument(2, 1500), odd = argument(3, 50);
    std::printf("%zu seeds, %zu normal sessions, %zu odd ones each\n%-22s occlusion  attention   random  flagged\n", seeds, sessions, odd, "");
    struct Row {
        const char *name;
        const detect::Detector &detector;
        double query;
    };
    const detect::Detector &attention = learn::attentionDetector();
    for (const Row &row : {Row{"deeplog", learn::deeplogDetector(), -1}, Row{"attention fixed", attention, 0}, Row{"attention syntax", attention, 1},
                           Row{"attention semantic1", attention, 2}, Row{"attention semantic2", attention, 3}, Row{"attention tiered", attention, 4}}) {
        if (argc > 4 && std::none_of(argv + 4, argv + argc, [&](const char *name) { return std::string_view(name) == row.name; }))
            continue;
        Shares mean;
        for (std::size_t seed = 1; seed <= seeds; ++seed) {
            const Shares one = measure(row.detector, row.query, seed, sessions, odd);
            mean.occlusion += one.occlusion / static_cast<double>(seeds);
            mean.attention += one.attention / static_cast<double>(seeds);
            mean.random += one.random / static_cast<double>(seeds);
            mean.found += one.found / static_cast<double>(seeds);
        }
        std::printf("%-22s      %.3f      %.3f    %.3f    %.3f\n", row.name, mean.occlusion, mean.attention, mean.random, mean.found);
        std::fflush(stdout);
    }
}
