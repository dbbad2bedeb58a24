#pragma once
// What the panels of Root cause share: the incident that is asked about, what is kept of it, the answer, the cause and the evidence
// that are chosen. Searches in a job, again where what is kept of other times changes what counts as normal; GUI thread.

#include <QObject>

#include <optional>

#include "analysis/traces/trace_list.h"
#include "app/engine/evidence_findings.h"
#include "app/engine/find_root_cause.h"
#include "views/rootcause/incident_desk.h"

namespace causeway::views {

struct CauseAnswer {
    engine::FindRootCauseRequest request;
    engine::FindRootCauseResponse response;
    std::vector<traces::TraceSummary> summaries; // by trace of the material's spans; empty where there are none
    [[nodiscard]] const rootcause::Report &report() const { return response.report; }
    [[nodiscard]] const rootcause::Material &material() const { return response.material; }
    // Causes, then the other services.
    [[nodiscard]] std::size_t size() const { return report().causes.size() + report().others.size(); }
    [[nodiscard]] const rootcause::Cause &at(std::size_t index) const { return index < report().causes.size() ? report().causes[index] : report().others[index - report().causes.size()]; }
    [[nodiscard]] std::size_t indexOf(std::string_view service) const; // size(): there is none
    [[nodiscard]] QString service(std::uint32_t number) const;
    [[nodiscard]] QString operation(std::uint32_t number) const; // "" for kNone
    [[nodiscard]] bool isRanking() const { return request.method == engine::CauseMethod::MicroRank; } // causes without kind and evidence
};
using CauseAnswerData = std::shared_ptr<const CauseAnswer>;

[[nodiscard]] QString kindText(rootcause::CauseKind kind);     // "CPU contention"
[[nodiscard]] QString familyText(rootcause::Family family);    // "Network"
[[nodiscard]] QString sourceText(rootcause::Source source);    // a column of the families side by side
// "bank: Exception in pay", for the first of the causes; two where they are close. kept: what people say of the same time, which comes
// before what was found; nullptr: nothing.
[[nodiscard]] QString verdictText(const CauseAnswer &answer, const storage::Incident *kept);

class CauseDesk : public QObject {
    Q_OBJECT
public:
    CauseDesk(ViewContext context, QObject *parent);

    [[nodiscard]] ViewContext context() const { return m_context; }
    [[nodiscard]] bool hasMaterial() const; // spans, sessions or metrics

    // The incident is the time range of the window while it has both ends.
    [[nodiscard]] std::optional<TimeRange> incident() const;
    [[nodiscard]] const std::optional<TimeRange> &baseline() const { return m_baseline; } // absent: otherwise()
    [[nodiscard]] engine::CauseBaseline otherwise() const { return m_otherwise; }
    void setBaseline(std::optional<TimeRange> baseline, engine::CauseBaseline otherwise = engine::CauseBaseline::OtherTimes);
    [[nodiscard]] engine::CauseMethod method() const { return m_method; }
    void setMethod(engine::CauseMethod method);
    void ask(const storage::Incident &kept); // its time, held against its baseline
    void setWatching(bool watching); // whether it is looked at: only then is it searched

    [[nodiscard]] const CauseAnswerData &answer() const { return m_answer; }     // nullptr; may be of the incident before while it searches
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] bool isSearching() const { return m_isSearching; }

    // What people keep. All of them say it of the incident(), which is kept by it where it was not.
    [[nodiscard]] IncidentDesk &incidents() { return *m_incidents; }
    [[nodiscard]] const storage::Incident *kept() const; // of incident(); nullptr: nothing
    [[nodiscard]] bool isConfirmed(const rootcause::Cause &cause) const;
    [[nodiscard]] bool isRejected(const rootcause::Cause &cause) const;
    void confirm();    // the chosen cause; what is confirmed already is taken back
    void reject();     // likewise
    void sayNoFault(); // likewise
    void setName(const QString &name);
    void setNote(const QString &note);

    [[nodiscard]] const rootcause::Cause *cause() const; // that is chosen; nullptr
    [[nodiscard]] std::size_t causeIndex() const { return m_cause; }
    void chooseCause(std::size_t index); // as CauseAnswer::at()
    [[nodiscard]] const rootcause::Evidence *evidence() const { return m_evidence; } // of the cause, that is chosen; nullptr
    void chooseEvidence(const rootcause::Evidence *evidence);

    // What detectors found where the chosen evidence was seen; nullptr while that is not known.
    [[nodiscard]] const std::shared_ptr<const engine::EvidenceFindings> &findings() const { return m_findings; }

    // Explore shows the lines; nothing where there are none.
    void showLines(const rootcause::Evidence &evidence);
    // Findings shows the worst of findings(), with its heat map; nothing where there is none.
    void showFinding();

Q_SIGNALS:
    void changed();         // answer(), error(), isSearching(), incident()
    void keptChanged();     // kept()
    void causeChanged();
    void evidenceChanged();
    void findingsChanged(); // findings()
    void tracesAsked();     // of the evidence
    void metricAsked();

private:
    void follow();
    void followIncidents();
    void search();
    void heed(); // what is rejected, in the order of the causes
    void take(CauseAnswerData answer);
    void dropEvidence();
    [[nodiscard]] std::vector<TimeRange> otherIncidents() const; // that are no normal time
    [[nodiscard]] engine::JudgeIncidentRequest judgement() const;

    ViewContext m_context;
    IncidentDesk *m_incidents;
    std::optional<TimeRange> m_baseline;
    engine::CauseBaseline m_otherwise = engine::CauseBaseline::OtherTimes;
    engine::CauseMethod m_method = engine::CauseMethod::Evidence;
    bool m_watching = false, m_isSearching = false;
    CauseAnswerData m_answer;
    std::optional<Error> m_error;
    std::size_t m_cause = 0;
    const rootcause::Evidence *m_evidence = nullptr;
    std::shared_ptr<const engine::EvidenceFindings> m_findings;
    std::shared_ptr<storage::Project> m_project; // what was asked of
    std::uint64_t m_version = 0;
    std::optional<TimeRange> m_asked;
    std::optional<TimeRange> m_askedBaseline;
    engine::CauseBaseline m_askedOtherwise = engine::CauseBaseline::OtherTimes;
    std::vector<TimeRange> m_askedOthers;
    engine::CauseMethod m_askedMethod = engine::CauseMethod::Evidence;
};

} // namespace causeway::views
