#pragma once
// What the panels of traces share: the spans of the project, the list under its conditions, the trace that is shown, the span
// that is chosen, and the lines that were logged in it. Reads in jobs; what it tells is current. GUI thread.

#include <QObject>

#include <optional>

#include "storage/span_store.h"
#include "views/models/trace_condition.h"
#include "views/models/trace_list_model.h"
#include "views/models/trace_tree.h"
#include "views/shell/perspective.h"

namespace causeway::views {

struct SpanLine {
    EventId event;
    TimePoint time = TimePoint::none();
    std::uint32_t row = traces::kNone; // of the table; kNone: it names the trace, but no span of it
    std::string text;                  // the beginning of it
};

class TraceDesk : public QObject {
    Q_OBJECT
public:
    TraceDesk(ViewContext context, QObject *parent);

    [[nodiscard]] ViewContext context() const { return m_context; }
    [[nodiscard]] bool hasSpans() const { return m_spans > 0; }

    // The list. A change of conditions or order makes it anew; the one before stays until then.
    [[nodiscard]] const std::vector<TraceCondition> &conditions() const { return m_conditions; }
    void setConditions(std::vector<TraceCondition> conditions);
    void addCondition(const TraceCondition &condition);
    void setOrder(TraceListModel::Column column, bool descending);
    [[nodiscard]] std::shared_ptr<const TraceListing> listing() const { return m_listing; } // nullptr: none, or not read yet
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }             // why there is no list
    [[nodiscard]] bool isListing() const { return m_isListing; }

    // Traces that are chosen in the list, rising; of the listing's table.
    [[nodiscard]] const std::vector<std::uint32_t> &chosen() const { return m_chosen; }
    void setChosen(std::vector<std::uint32_t> traces);

    // The trace that is shown.
    [[nodiscard]] const std::shared_ptr<const TraceTree> &tree() const { return m_tree; } // nullptr
    [[nodiscard]] bool isOpening() const { return m_opening != traces::kNone; }
    // row: of the table, to be chosen. keepSelection: what is chosen in the workspace stays so.
    void openTrace(std::uint32_t trace, std::uint32_t row = traces::kNone, bool keepSelection = false);
    void openTrace(traces::TraceKey key);

    // The span that is chosen, a position in the tree; kNone.
    [[nodiscard]] std::uint32_t span() const { return m_span; }
    void chooseSpan(std::uint32_t position) { choose(position, false); }
    [[nodiscard]] bool isSpanTold() const { return m_span != traces::kNone && m_spanTold; } // nothing else was chosen since
    [[nodiscard]] const std::optional<storage::SpanDetails> &details() const { return m_details; } // of the span, once read

    // Lines that name the trace, by time; once read.
    [[nodiscard]] const std::vector<SpanLine> &lines() const { return m_lines; }
    [[nodiscard]] bool areLinesRead() const { return m_linesRead; }
    [[nodiscard]] std::vector<SpanLine> linesOf(std::uint32_t position) const; // of that span alone
    // Explore shows the lines of the span; where none names it, those of the time in which it ran.
    void showLines(std::uint32_t position);
    void showTraceLines();

    // The waterfall asks for moments of events of spans; they come by marksRead().
    void readMarks(std::vector<std::uint32_t> positions);

Q_SIGNALS:
    void spansChanged();    // hasSpans()
    void listingChanged();  // listing(), error(), isListing()
    void conditionsChanged();
    void chosenChanged();
    void treeChanged();     // tree(), isOpening(), lines() are none
    void spanChanged();
    void detailsChanged();
    void linesChanged();
    void marksRead(const std::unordered_map<std::uint32_t, std::vector<std::int64_t>> &marks);
    void waterfallAsked();  // it comes to the front
    void comparisonAsked(); // of the chosen traces with others
    void linesAsked();

private:
    void choose(std::uint32_t position, bool keepSelection);
    void follow();          // another project, or more of it
    void list();
    void readLines();
    void readDetails();
    void followSelection();
    void forgetTrace();
    void filterTo(const std::vector<SpanLine> &lines, const std::string &name);

    ViewContext m_context;
    std::shared_ptr<storage::Project> m_project;
    std::uint64_t m_spans = 0;
    TimeRange m_range;
    std::vector<TraceCondition> m_conditions;
    TraceListModel::Column m_column = TraceListModel::StartColumn;
    bool m_descending = false;
    std::shared_ptr<const TraceListing> m_listing;
    std::optional<Error> m_error;
    bool m_isListing = false;
    std::vector<std::uint32_t> m_chosen;

    std::shared_ptr<const TraceTree> m_tree;
    std::uint32_t m_opening = traces::kNone, m_openRow = traces::kNone;
    std::uint32_t m_span = traces::kNone;
    bool m_spanTold = false, m_choosing = false, m_keepSelection = false;
    std::optional<storage::SpanDetails> m_details;
    std::vector<SpanLine> m_lines;
    bool m_linesRead = false;
    std::vector<bool> m_marksAsked; // by position
    std::optional<EventId> m_followed;
};

} // namespace causeway::views
