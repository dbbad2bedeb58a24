// Quality of the learned detectors on HDFS with their defaults, by seed: learned from hdfs_train, judged on the normal sessions of
// robust_log_* and all anomalous ones, F1 at the share of anomalies of the whole data.
// bench_hdfs_networks [SEEDS [NAME…]] with names as "deeplog", "attention semantic1"; skips where the data is missing.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "analysis/detect/evaluation.h"
#include "analysis/detect/unique_sequences.h"
#include "analysis/learn/builtin.h"
#include "tests/analysis/detect/sequences.h"
#include "tests/support/test_data.h"

using namespace causeway;

namespace {

constexpr double kPrevalence = 0.0295;

struct Judged {
    detect::SequenceSet training, test;
    std::vector<bool> anomalous; // of test
};

Judged hdfs()
{
    Judged data;
    const auto lines = [](const char *file) { return test::readLines(test::dataPath(std::string("hdfs_sessions/") + file)); };
    for (const std::string &line : lines("hdfs_train.gz"))
        test::append(data.training, test::parseKeys(line));
    const auto add = [&](const std::string &line, bool anomalous) {
        test::append(data.test, test::parseKeys(line));
        data.anomalous.push_back(anomalous);
    };
    for (const char *file : {"robust_log_train.csv.gz", "robust_log_valid.csv.gz"})
        for (const std::string &line : lines(file))
            if (line.ends_with(",0"))
                add(line.substr(0, line.size() - 2), false);
    for (const std::string &line : lines("hdfs_test_abnormal.gz"))
        add(line, true);
    return data;
}

double processorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void judge(const std::string &name, const Judged &data, std::uint64_t seed)
{
    const bool attends = name.starts_with("attention");
    const detect::Detector &detector = attends ? learn::attentionDetector() : learn::deeplogDetector();
    detect::TrainingData training;
    training.sessions = &data.training;
    training.calibrationFrom = data.training.size() * 4 / 5;
    detect::TrainSettings settings;
    settings.seed = seed;
    if (attends && name.size() > 10) {
        const auto &queries = detector.info().settings.back().choices;
        settings.values["query"] = static_cast<double>(std::ranges::find(queries, name.substr(10)) - queries.begin());
    }
    const double start = processorSeconds();
    const auto model = detector.train(training, settings, Job{});
    const double trained = processorSeconds() - start;
    if (!model) {
        std::fprintf(stderr, "%s\n", model.error().toEnglish().c_str());
        std::exit(1);
    }
    const auto scores = (*model)->score(data.test, 1, Job{});
    std::vector<detect::ScoredSubject> subjects;
    for (std::size_t s = 0; s < data.test.size(); ++s)
        subjects.push_back({scores->scores[s], scores->scores[s] > scores->threshold, data.anomalous[s], detect::contentHash(data.test.session(s))});
    const detect::Evaluation e = detect::evaluate(subjects, kPrevalence, 1);
    std::printf("%-20s %4llu  recall %.4f  fpr %.4f (unique %.4f)  projected F1 %.4f  threshold %.2f  %3d epochs, best loss %.4f, %.1f s\n", name.c_str(),
                static_cast<unsigned long long>(seed), e.all.confusion.recall(), e.all.confusion.fpr(), e.unique.confusion.fpr(), *e.all.f1Projected, scores->threshold,
                (*model)->report().epochs, *std::ranges::min_element((*model)->report().heldOut), trained);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    setenv("OMP_NUM_THREADS", "1", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    if (test::dataPath("hdfs_sessions/hdfs_train.gz").empty()) {
        std::printf("skipped: hdfs_sessions is not there\n");
        return 0;
    }
    const std::uint64_t seeds = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 3;
    std::vector<std::string> names(argv + std::min(argc, 2), argv + argc);
    if (names.empty())
        names = {"deeplog", "attention semantic1"};
    const Judged data = hdfs();
    for (const std::string &name : names)
        for (std::uint64_t seed = 1; seed <= seeds; ++seed)
            judge(name, data, seed);
}
