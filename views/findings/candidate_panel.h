#pragma once
// The candidates of one step with a bar for each probability, below a line that tells how surprising the step is. Hidden
// where the detector has none.

#include <QWidget>

#include "views/models/candidate_model.h"

class QTableView;

namespace causeway::views {

class ElidedLabel;

class CandidatePanel : public QWidget {
    Q_OBJECT
public:
    explicit CandidatePanel(QWidget *parent);
    [[nodiscard]] CandidateModel &model() { return *m_model; }
    void showStep(const detect::Step &step, const std::shared_ptr<const storage::TemplateCatalog> &catalog);
    void clear();
    [[nodiscard]] int wantedHeight() const;

private:
    void updateLook();
    CandidateModel *m_model;
    QTableView *m_table;
    ElidedLabel *m_summary;
};

} // namespace causeway::views
