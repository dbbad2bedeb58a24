#pragma once
// From labels to another model: trains a candidate, keeps what comparing it gave, and makes models active and inactive again. A
// promoted model runs at once; so does the one before where a promotion is taken back, by whatever undo. GUI thread; all work
// is jobs.

#include <QObject>

#include <memory>
#include <set>
#include <string>

#include "app/engine/retrain.h"
#include "storage/edit_log.h"
#include "storage/label_store.h"
#include "views/models/version_model.h"
#include "views/shell/perspective.h"

namespace causeway::views {

class TrainingWatch;

// What a retraining, or a comparison of two models, gave.
struct RetrainOutcome {
    enum class Decision : std::uint8_t { Open, Promoted, Kept } decision = Decision::Open;
    engine::RetrainResponse response;
    bool retrained = true;     // false: two models that were there are compared
    bool windows = false;      // it judges windows, not sessions
    std::uint64_t normal = 0, anomalous = 0; // labels there were
};

class Retraining : public QObject {
    Q_OBJECT
public:
    Retraining(ViewContext context, TrainingWatch &training, QObject *parent);

    void start(const std::string &detector);
    // A session that a detector found is normal: its model learns that at once, as a candidate that is compared with what it follows.
    void correct(const std::string &detector, const std::string &session);
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] QString whyNot(const std::string &detector) const; // why it cannot learn from labels now; "" = it can
    [[nodiscard]] const RetrainOutcome *outcome() const { return m_outcome.get(); } // nullptr
    // nullptr until it is read.
    [[nodiscard]] const std::shared_ptr<const VersionTable> &versions() const { return m_versions; }

    void promote(ModelId model);
    void keep(); // the candidate stays one
    void revert(ModelId model); // takes back the promotion of an active model
    void compare(ModelId model); // with the active one of its detector, else with the one it follows

Q_SIGNALS:
    void outcomeChanged();
    void arrived(); // an outcome that was not there before
    void versionsChanged();
    void runningChanged();

private:
    void read();
    void takeVersions(std::shared_ptr<const VersionTable> versions);
    void run(ModelId model, const std::string &detector);
    void takeComparison(engine::CompareModelsResponse response, const storage::LabelCounts &labels);
    void takeBack(storage::EditNumber edit);

    ViewContext m_context;
    TrainingWatch &m_training;
    std::unique_ptr<RetrainOutcome> m_outcome;
    std::shared_ptr<const VersionTable> m_versions;
    std::set<storage::EditNumber> m_takingBack;
    bool m_running = false;
    bool m_follow = false; // a promotion was taken back or made again: what judges now is run
};

} // namespace causeway::views
