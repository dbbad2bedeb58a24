#pragma once
// What the panels of Root cause share: the incident that is asked about, the answer, the cause and the evidence that are chosen.
// Searches in a job; GUI thread.

#include <QObject>

#include <optional>

#include "analysis/traces/trace_list.h"
#include "app/engine/find_root_cause.h"
#include "views/shell/perspective.h"

namespace causeway::views {

struct CauseAnswer {
    engine::FindRootCauseRequest request;
    engine::FindRootCauseResponse response;
    std::vector<traces::TraceSummary> summaries; // by trace of the material's spans; empty where there are none
    [[nodiscard]] const rootcause::Report &report() const { return response.report; }
    [[nodiscard]] const rootcause::Material &material() const { return response.material; }
    [[nodiscard]] QString service(std::uint32_t number) const;
    [[nodiscard]] QString operation(std::uint32_t number) const; // "" for kNone
    [[nodiscard]] bool isRanking() const { return request.method == engine::CauseMethod::MicroRank; } // causes without kind and evidence
};
using CauseAnswerData = std::shared_ptr<const CauseAnswer>;

[[nodiscard]] QString kindText(rootcause::CauseKind kind);     // "CPU contention"
[[nodiscard]] QString familyText(rootcause::Family family);    // "Network"
[[nodiscard]] QString sourceText(rootcause::Source source);    // a column of the families side by side
// "bank fails: an exception in pay", for the first of the causes.
[[nodiscard]] QString verdictText(const CauseAnswer &answer);

class CauseDesk : public QObject {
    Q_OBJECT
public:
    CauseDesk(ViewContext context, QObject *parent);

    [[nodiscard]] ViewContext context() const { return m_context; }
    [[nodiscard]] bool hasMaterial() const; // spans or metrics

    // The incident is the time range of the window while it has both ends.
    [[nodiscard]] std::optional<TimeRange> incident() const;
    [[nodiscard]] const std::optional<TimeRange> &baseline() const { return m_baseline; } // absent: all that lies before
    void setBaseline(std::optional<TimeRange> baseline);
    [[nodiscard]] engine::CauseMethod method() const { return m_method; }
    void setMethod(engine::CauseMethod method);
    void setWatching(bool watching); // whether it is looked at: only then is it searched

    [[nodiscard]] const CauseAnswerData &answer() const { return m_answer; }     // nullptr; may be of the incident before while it searches
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] bool isSearching() const { return m_isSearching; }

    [[nodiscard]] const rootcause::Cause *cause() const; // that is chosen; nullptr
    void chooseCause(std::size_t index);
    [[nodiscard]] const rootcause::Evidence *evidence() const { return m_evidence; } // of the cause, that is chosen; nullptr
    void chooseEvidence(const rootcause::Evidence *evidence);

    // Explore shows the lines; Error where there are none.
    void showLines(const rootcause::Evidence &evidence);

Q_SIGNALS:
    void changed();         // answer(), error(), isSearching(), incident()
    void causeChanged();
    void evidenceChanged();
    void tracesAsked();     // of the evidence
    void metricAsked();

private:
    void follow();
    void search();

    ViewContext m_context;
    std::optional<TimeRange> m_baseline;
    engine::CauseMethod m_method = engine::CauseMethod::Evidence;
    bool m_watching = false, m_isSearching = false;
    CauseAnswerData m_answer;
    std::optional<Error> m_error;
    std::size_t m_cause = 0;
    const rootcause::Evidence *m_evidence = nullptr;
    std::shared_ptr<storage::Project> m_project; // what was asked of
    std::uint64_t m_version = 0;
    std::optional<TimeRange> m_asked;
    std::optional<TimeRange> m_askedBaseline;
    engine::CauseMethod m_askedMethod = engine::CauseMethod::Evidence;
};

} // namespace causeway::views
