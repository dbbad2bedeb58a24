#pragma once
// The labelled lines of one system, without their headers, and how well a way of grouping them agrees with the labels.

#include <map>
#include <string>
#include <vector>

#include "analysis/templates/miner.h"
#include "tests/bench/drain.h"
#include "tests/bench/rule_options.h"

namespace causeway::bench {

struct Score {
    double accuracy = 0; // GA: share of lines whose group is exactly a true template's (Zhu et al., ICSE-SEIP 2019)
    double f1 = 0;       // FGA: F1 of the groups that are exactly a true template's (Jiang et al., ISSTA 2024)
    [[nodiscard]] double mean() const { return (accuracy + f1) / 2; }
};
Score scoreOf(const std::vector<std::size_t> &groups, const std::vector<std::size_t> &truth);

// Shapes as an import of the lines makes them, in their order.
struct ShapedLines {
    std::vector<templates::Shape> shapes;
    std::vector<templates::WeightedShape> weighted; // points into shapes
    std::vector<std::size_t> shapeOfLine;
};

class LabelledSystem {
public:
    // Of the data folder's loghub/<name>/; empty where it is missing.
    // replacedPercent: of the values with a digit so many are random words instead, the same value always by the same one.
    explicit LabelledSystem(std::string name, unsigned replacedPercent = 0);
    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] bool isEmpty() const { return m_content.empty(); }
    Score mined(const RuleChoice &choice); // each choice is worked out once
    [[nodiscard]] Score drained(const DrainSettings &settings) const;

private:
    const ShapedLines &shaped(const templates::MinerRules &rules);

    std::string m_name;
    std::vector<std::string> m_content;
    std::vector<std::size_t> m_truth;
    std::map<std::vector<std::uint32_t>, ShapedLines> m_shaped; // by the rules of promotion
    std::map<RuleChoice, Score> m_scores;
};

} // namespace causeway::bench
