#pragma once
// Sessions for tests of detectors, with and without times.

#include <cmath>
#include <initializer_list>
#include <memory>
#include <sstream>
#include <string>

#include "analysis/detect/detector.h"
#include "tests/support/synthetic_program.h"
#include "tests/support/test_data.h"

namespace causeway::test {

// "1 2 3" or "1 2+500 3": 500 ms before 2; else a step takes about 100 ms where there are times (dice).
inline void addSession(detect::SequenceSet &set, const std::string &text, Dice *dice = nullptr)
{
    std::istringstream words(text);
    std::int64_t now = static_cast<std::int64_t>(set.size()) * 60'000'000'000;
    for (std::string word; words >> word;) {
        const std::size_t plus = word.find('+');
        set.keys.push_back(static_cast<std::uint32_t>(std::stoul(word)));
        if (dice == nullptr)
            continue;
        const double ms = plus == std::string::npos ? 100 * std::exp(0.25 * dice->normal()) : std::stod(word.substr(plus + 1));
        set.timesNs.push_back(now += static_cast<std::int64_t>(ms * 1000) * 1000);
    }
    set.offsets.push_back(set.keys.size());
}

inline std::unique_ptr<detect::Model> train(const detect::Detector &detector, const detect::SequenceSet &set, const detect::TrainSettings &settings = {})
{
    detect::TrainingData data;
    data.sessions = &set;
    data.calibrationFrom = set.size() * 4 / 5;
    auto model = detector.train(data, settings, {});
    return model ? std::move(*model) : nullptr;
}

// 1 → 2 → 3, 2 and 3 one to three times, → 4 or 5 → 6.
inline detect::SequenceSet loopSessions(int count, Dice *dice)
{
    detect::SequenceSet set;
    for (int i = 0; i < count; ++i) {
        std::string text = "1";
        for (int round = 0; round < 1 + i % 3; ++round)
            text += " 2 3";
        addSession(set, text + (i % 4 == 0 ? " 5 6" : " 4 6"), dice);
    }
    return set;
}

inline std::string say(const detect::Model &model, const detect::SequenceSet &set, std::size_t session)
{
    return (*model.explain(set, session, [](std::uint32_t key) { return "step " + std::to_string(key); })).message.toEnglish();
}

inline bool isOdd(const detect::Model &model, const detect::SequenceSet &set, std::size_t session)
{
    const detect::Scores scores = *model.score(set, 1, {});
    return scores.scores[session] > scores.threshold;
}

// One session a line; where the line has a comma only those labelled 0.
inline void readSessions(detect::SequenceSet &set, const std::string &file)
{
    std::istringstream text(readFile(dataPath(file)));
    for (std::string line; std::getline(text, line);) {
        const std::size_t comma = line.find(',');
        if (comma != std::string::npos && line.substr(comma + 1, 1) != "0")
            continue;
        const std::size_t before = set.keys.size();
        std::istringstream words(line.substr(0, comma));
        for (std::uint32_t key = 0; words >> key;)
            set.keys.push_back(key);
        if (set.keys.size() > before)
            set.offsets.push_back(set.keys.size());
    }
}

inline double flagged(const detect::Model &model, const detect::SequenceSet &set)
{
    const detect::Scores scores = *model.score(set, 1, {});
    double out = 0;
    for (const double score : scores.scores)
        out += score > scores.threshold;
    return out / static_cast<double>(set.size());
}

} // namespace causeway::test
