#pragma once
// What the panels of What-if share: the project's scenarios, the chosen one and the one before it is changed (its baseline), what is turned at it,
// and the answers: by fluid at once, by simulation with intervals once nothing moves. Panels read it, call its setters and follow its signals; they
// never talk to each other. GUI thread; everything is read, computed and saved in jobs. Scenarios are immutable and shared: hand the pointers to jobs.
//
// To build a panel on it: take scenario(), baseline(), fluid(), answer(), comparison() as they are (any may be nullptr or empty), connect to the
// signal that tells of them, and run what else is computed by context().workspace.jobs() with a key of its own. What it finds worth keeping is
// made a scenario by fork(name, scenario), or changes the chosen one by change(scenario).

#include <QObject>
#include <QTimer>

#include <map>
#include <optional>

#include "analysis/simulate/fluid.h"
#include "app/engine/approvals.h"
#include "app/engine/compare_policies.h"
#include "app/engine/compare_scenarios.h"
#include "app/engine/scenario_risk.h"
#include "app/engine/scenarios.h"
#include "app/engine/service_knobs.h"
#include "views/shell/perspective.h"
#include "views/whatif/computed.h"

namespace causeway::views {

using AnswerData = std::shared_ptr<const engine::ScenarioAnswer>;

struct FluidAnswer {
    ScenarioData scenario;         // of which it is
    simulate::FluidResult result;
    double milliseconds = 0;       // that it took
};
using FluidData = std::shared_ptr<const FluidAnswer>;

using PolicyComparison = std::shared_ptr<const engine::ComparePoliciesResponse>;

class WhatIfDesk : public QObject {
    Q_OBJECT
public:
    static constexpr int kRestMs = 700; // that nothing is turned, before it is saved and simulated

    WhatIfDesk(ViewContext context, QObject *parent);

    [[nodiscard]] ViewContext context() const { return m_context; }
    [[nodiscard]] bool canLearn() const; // the project has traces
    // Whether the perspective is looked at: only then is anything simulated.
    void setWatching(bool watching);

    // The tree.
    [[nodiscard]] const std::vector<engine::ScenarioRow> &rows() const { return m_rows; }
    [[nodiscard]] bool isRead() const { return m_isRead; }               // since the project was opened
    [[nodiscard]] bool isLearning() const { return m_isLearning; }
    [[nodiscard]] const engine::ScenarioRow *row(ScenarioId id) const;   // nullptr: there is none
    [[nodiscard]] QString nameOf(ScenarioId id) const;
    // What it changes of what it was forked from, as saved; empty of a first one.
    [[nodiscard]] const std::vector<engine::FieldChange> &changesOf(ScenarioId id) const;
    // What the chosen one, as saved, changes of baseline(); empty where there is none, and while they are read.
    [[nodiscard]] const std::vector<engine::FieldChange> &changes() const { return m_against; }
    [[nodiscard]] ScenarioId chosen() const { return m_chosen; }         // 0: none
    void choose(ScenarioId id);
    // That the chosen one is held against: the one that was set, else the first one that it was forked from; 0: the chosen one is a first one.
    [[nodiscard]] ScenarioId baselineId() const;
    void setBaseline(ScenarioId id);                                     // 0: as above

    // Edits: saved by a job, on the undo stack once they are.
    void learn();                                  // a first scenario, of the traces in the window's time range
    void openFile(const QString &path);            // a first scenario, of a file; what is wrong with it is reported with its field and line
    void fork(const QString &name = {}, ScenarioData scenario = nullptr); // of the chosen one; chooses the fork. nullptr: as it is now
    void rename(ScenarioId id, const QString &name);
    void setNote(ScenarioId id, const QString &note);
    void remove(ScenarioId id);                    // with a notice that offers to undo it
    void change(const simulate::Scenario &scenario); // the chosen one, one edit; refused with the field that is wrong, and then as before
    // At a service of scenario(); scenario() has it at once, it is saved as one edit when nothing was turned for kRestMs.
    void turn(std::size_t service, engine::Knob knob, double value);
    void exportFile(const QString &path);          // the chosen one as a scenario file

    // The chosen scenario with all that is turned, and its baseline; nullptr: none is chosen, it is being read, or it cannot be used (error()).
    [[nodiscard]] const ScenarioData &scenario() const { return m_scenario; }
    [[nodiscard]] const ScenarioData &baseline() const { return m_baseline; } // nullptr also where the chosen one is a first one
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] bool isSaved() const { return m_scenario == m_saved; }
    // Whether a project with scenarios is open and that one is none of them: removed, or its making was undone.
    [[nodiscard]] bool isGone(ScenarioId id) const { return id != 0 && m_isRead && row(id) == nullptr; }
    // scenario() as it is run, with what people approved; nullptr where that is. Its document: what is the same in two is answered the same.
    [[nodiscard]] const ScenarioData &asRun() const;
    [[nodiscard]] const std::string &runDocument() const;

    // The service whose knobs are shown, by its number in scenario().
    [[nodiscard]] std::optional<std::size_t> service() const;
    void chooseService(const std::string &name);   // "": none

    // By fluid, at once. Of the scenario before, while a newer one is computed: FluidAnswer::scenario tells.
    [[nodiscard]] const FluidData &fluid() const { return m_fluid; }
    [[nodiscard]] const FluidData &baselineFluid() const { return m_baselineFluid; }
    [[nodiscard]] const std::optional<Error> &fluidError() const { return m_fluidError; }

    // By simulation. The last good ones stay while newer ones are computed or cannot be: isAnswerOfNow() tells whether they are of scenario().
    [[nodiscard]] const AnswerData &answer() const { return m_answer; }
    [[nodiscard]] const AnswerData &baselineAnswer() const { return m_baselineAnswer; }
    [[nodiscard]] const ScenarioData &answered() const { return m_answered; } // of which answer() is
    [[nodiscard]] bool isAnswerOfNow() const { return m_answer != nullptr && m_answered == m_scenario; }
    [[nodiscard]] const std::vector<engine::ComparedRow> &comparison() const { return m_comparison; } // baselineAnswer() and answer()
    [[nodiscard]] const std::optional<allocate::Risk> &risk() const { return m_risk; }                // of answered(); none: nothing was simulated
    [[nodiscard]] const std::optional<Error> &answerError() const { return m_answerError; }
    [[nodiscard]] bool isSimulating() const { return m_isSimulating; }
    [[nodiscard]] unsigned replications() const { return m_replications; }
    void setReplications(unsigned replications);
    void simulate();                               // now, without waiting for rest
    [[nodiscard]] std::uint64_t seed() const;      // of baseline and chosen one alike: that of the baseline

    // Policies on the chosen scenario, its own one first, on the same requests.
    [[nodiscard]] const PolicyComparison &policies() const { return m_compared.shown().answer; }
    [[nodiscard]] ScenarioId policiesOf() const { return m_compared.shown().id; } // on which scenario
    [[nodiscard]] bool arePoliciesOfNow() const { return policiesOf() == m_chosen && m_compared.shown().document == runDocument(); }
    [[nodiscard]] bool isComparing() const { return m_isComparing; }
    void comparePolicies(std::vector<simulate::PolicyChoice> choices);

    // What people let policies do, in order of time: it holds in all that is simulated here.
    [[nodiscard]] const std::vector<engine::Approval> &approvals() const { return m_approvals; }
    // What the chosen scenario asks a person's consent for, with what its policy asked for in answer().
    [[nodiscard]] std::vector<engine::Consent> consents() const;
    void decide(engine::ApproveRequest request); // one edit; then it is simulated again

Q_SIGNALS:
    void treeChanged();     // rows(), isRead(), isLearning()
    void chosenChanged();   // chosen(), baselineId(): another one; scenarioChanged() follows when it is read
    void scenarioChanged(); // scenario(), baseline(), changes(), error(), isSaved()
    void serviceChanged();  // service()
    void fluidChanged();    // fluid(), baselineFluid(), fluidError()
    void answerChanged();   // answer() and all that is told with it, isSimulating()
    void policiesChanged(); // policies(), isComparing()
    void approvalsChanged(); // approvals()

private:
    void read();
    void load();
    void takeScenario(ScenarioData scenario, ScenarioData baseline);
    void edited(Message told, storage::EditNumber edit);
    void save();
    void rest();
    void solve();
    void startSimulation();
    void forgetAnswers();
    [[nodiscard]] std::shared_ptr<storage::Project> project() const { return m_project; }

    ViewContext m_context;
    std::shared_ptr<storage::Project> m_project;
    std::vector<engine::ScenarioRow> m_rows;
    std::map<ScenarioId, std::vector<engine::FieldChange>> m_changes; // of those that change something
    bool m_isRead = false, m_isLearning = false, m_watching = false;
    ScenarioId m_chosen = 0, m_setBaseline = 0, m_wanted = 0; // wanted: chosen once it is in the tree
    ScenarioData m_scenario, m_saved, m_baseline;
    std::vector<engine::FieldChange> m_against;
    std::optional<Error> m_error, m_fluidError, m_answerError;
    std::string m_service;
    int m_saving = 0;
    QTimer m_rest;
    FluidData m_fluid, m_baselineFluid;
    bool m_isSolving = false;
    ScenarioData m_solved, m_solvedBaseline;   // asked of last
    AnswerData m_answer, m_baselineAnswer;
    ScenarioData m_answered, m_answeredBaseline, m_asked, m_askedBaseline;
    std::vector<engine::ComparedRow> m_comparison;
    std::optional<allocate::Risk> m_risk;
    bool m_isSimulating = false;
    unsigned m_replications = 10;
    Computed<engine::ComparePoliciesResponse> m_compared;
    bool m_isComparing = false;
    std::vector<engine::Approval> m_approvals;
    mutable ScenarioData m_run, m_runOf;       // asRun(), and what it is of
    mutable std::string m_runDocument;
};

} // namespace causeway::views
