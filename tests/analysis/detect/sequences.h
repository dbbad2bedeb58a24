#pragma once
// Sequence sets written down, or read from sequence files, for the tests of this folder.

#include <string>
#include <vector>

#include "analysis/detect/builtin.h"
#include "analysis/detect/sequence_set.h"

namespace causeway::test {

using Sequence = std::vector<std::uint32_t>;

inline void append(detect::SequenceSet &set, const Sequence &sequence, std::size_t times = 1)
{
    for (std::size_t i = 0; i < times; ++i) {
        for (const std::uint32_t key : sequence) {
            set.events.emplace_back(set.keys.size());
            set.keys.push_back(key);
        }
        set.offsets.push_back(set.keys.size());
    }
}

inline detect::SequenceSet sequences(const std::vector<Sequence> &all)
{
    detect::SequenceSet set;
    for (const Sequence &sequence : all)
        append(set, sequence);
    return set;
}

// Keys parted by blanks, as far as they are numbers: "5 22 5" → {5, 22, 5}.
inline Sequence parseKeys(const std::string &text)
{
    Sequence out;
    std::uint32_t key = 0;
    bool inside = false;
    for (const char c : text + " ") {
        if (c >= '0' && c <= '9') {
            key = key * 10 + static_cast<std::uint32_t>(c - '0');
            inside = true;
        } else if (inside) {
            out.push_back(key);
            key = 0;
            inside = false;
        }
    }
    return out;
}

inline std::unique_ptr<detect::Model> trained(const detect::Detector &detector, const detect::SequenceSet &set,
                                              std::map<std::string, double> values = {})
{
    detect::TrainingData data;
    data.sessions = &set;
    data.calibrationFrom = set.size() * 4 / 5;
    detect::TrainSettings settings;
    settings.values = std::move(values);
    auto model = detector.train(data, settings, Job{});
    return model ? std::move(*model) : nullptr;
}

inline std::string letters(std::uint32_t key) { return key < 26 ? std::string(1, static_cast<char>('A' + key)) : std::to_string(key); }

} // namespace causeway::test
