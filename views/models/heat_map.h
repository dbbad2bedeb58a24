#pragma once
// What a sequence detector looked at: a row for each predicted event, a column for each event before it. Attention is told as
// lift over uniform, occlusion as what leaving the event out takes from the surprise. No widgets; immutable once made.
//
// Whether attention explains is asked as Jain and Wallace do ("Attention is not Explanation", 2019, section 4.1): by its rank
// correlation with leave-one-out.

#include <QStringList>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "app/engine/explain_finding.h"
#include "storage/template_store.h"

namespace causeway::views {

enum class HeatMeasure : std::uint8_t { Attention, Occlusion };

// 1: as much as each of the events before gets when none is preferred.
[[nodiscard]] double liftOverUniform(double weight, std::size_t before);

// Spearman's; equal values share their mean rank. nullopt where there are fewer than four pairs, where one side is all equal,
// or where a value is not finite.
[[nodiscard]] std::optional<double> rankCorrelation(std::span<const double> a, std::span<const double> b);

// Place on a colour scale, −1 … 1: sign(value) · log(1 + |value|) / log(1 + most). Values that are not finite lie at 0.
[[nodiscard]] double scalePosition(double value, double most);
// What the legend names, rising: 0, round numbers, most.
[[nodiscard]] std::vector<double> scaleTicks(double most);

// Below this attention and leave-one-out order the events too differently for one to speak for the other.
constexpr double kFaithful = 0.3;

class HeatMap {
public:
    struct Agreement {
        std::optional<double> mean; // over the rows that have one
        std::size_t rows = 0;       // how many have one
    };
    // What the words of an event count for a step after it, by detectors that read words.
    struct Words {
        std::size_t row = 0, column = 0;
        QStringList words;
        std::vector<double> attention; // one a word, sums to 1
        std::vector<double> occlusion; // one a word, ΔNLL; empty where it is the only word

        // Lift over the words of the event, or ΔNLL. nullopt where there is none.
        [[nodiscard]] std::optional<double> value(HeatMeasure measure, std::size_t word) const;
    };

    // For jobs. catalog may be nullptr: templates are named by number then. What does not fit together (a step beyond the
    // session, more values than events before) is left out. Errors: Cancelled.
    static Result<std::shared_ptr<const HeatMap>> make(std::shared_ptr<const engine::ExplainFindingResponse> explained,
                                                       std::shared_ptr<const storage::TemplateCatalog> catalog, const Job &job);

    [[nodiscard]] std::size_t rowCount() const { return m_rows.size(); }
    // Events that stand before some row: columns are the positions 0 … columnCount() − 1 in the session.
    [[nodiscard]] std::size_t columnCount() const { return m_columns; }
    [[nodiscard]] std::size_t eventCount() const { return m_nameOf.size(); }
    [[nodiscard]] bool has(HeatMeasure measure) const { return measure == HeatMeasure::Attention ? m_hasAttention : m_hasOcclusion; }

    [[nodiscard]] const detect::Step &step(std::size_t row) const { return m_explained->steps[m_rows[row]].step; }
    [[nodiscard]] std::size_t position(std::size_t row) const { return static_cast<std::size_t>(step(row).position); } // = its cells
    [[nodiscard]] EventId eventAt(std::size_t position) const { return m_explained->events[position]; }
    [[nodiscard]] const QString &nameAt(std::size_t position) const { return m_names[m_nameOf[position]]; }
    [[nodiscard]] std::optional<std::size_t> rowAt(std::size_t position) const; // its row, where it has one
    [[nodiscard]] std::optional<std::size_t> rowOf(EventId event) const;

    // Lift or ΔNLL. nullopt where there is no such cell: not left of the diagonal, or not computed for this row.
    [[nodiscard]] std::optional<double> value(HeatMeasure measure, std::size_t row, std::size_t column) const;
    [[nodiscard]] bool rowHas(HeatMeasure measure, std::size_t row) const;
    // End of the colour scale: the largest value of cells and words (ΔNLL: without its sign), but at least a value of note.
    [[nodiscard]] double most(HeatMeasure measure) const { return measure == HeatMeasure::Attention ? m_mostLift : m_mostDelta; }

    // Of attention with the size of ΔNLL, in one row and as the mean of all rows.
    [[nodiscard]] std::optional<double> agreement(std::size_t row) const { return m_agreements[row]; }
    [[nodiscard]] const Agreement &agreement() const { return m_agreement; }

    // Where to look first: the most surprising odd row with cells, else the most surprising; in it the strongest cell.
    [[nodiscard]] std::size_t firstRow() const { return m_first; }
    [[nodiscard]] std::optional<std::size_t> strongest(HeatMeasure measure, std::size_t row) const;

    // Of few cells; by row and column.
    [[nodiscard]] const std::vector<Words> &words() const { return m_words; }
    [[nodiscard]] const Words *wordsOf(std::size_t row, std::size_t column) const; // nullptr where its words are not weighed
    // In that row, else anywhere: of the event that makes its step most surprising. nullptr where no words are weighed.
    [[nodiscard]] const Words *strongestWords(std::size_t row) const;

private:
    HeatMap() = default;
    void measure(std::size_t row);
    void takeWords(const std::vector<detect::WordWeights> &all);

    std::shared_ptr<const engine::ExplainFindingResponse> m_explained;
    std::vector<std::size_t> m_rows;      // steps, by position
    std::vector<QString> m_names;
    std::vector<std::uint32_t> m_nameOf;  // by position
    std::vector<std::optional<double>> m_agreements;
    std::vector<Words> m_words;
    Agreement m_agreement;
    std::size_t m_columns = 0, m_first = 0;
    double m_mostLift = 2, m_mostDelta = 0.1;
    bool m_hasAttention = false, m_hasOcclusion = false;
};

} // namespace causeway::views
