#pragma once
// The parameters of the chosen pattern under the filter: types, values, how numbers spread. A click on a value filters to it, its context menu does more.

#include <QTimer>
#include <QWidget>

#include <optional>

#include "app/engine/parameter_values.h"
#include "views/shell/perspective.h"

class QLabel;
class QMenu;
class QScrollArea;
class QVBoxLayout;

namespace causeway::views {

class ElidedLabel;
class PatternEdits;

class ParameterPanel : public QWidget {
    Q_OBJECT
public:
    ParameterPanel(ViewContext context, QWidget *parent);
    void setPattern(std::optional<TemplateId> id);
    // Whether the pattern is in the list as that is narrowed now, and how many are chosen there.
    void setListed(bool listed, int chosen);
    // What is shown now; nullptr while nothing is. While values are counted, what is counted so far (share < 1).
    [[nodiscard]] const engine::ParameterValuesResponse *shown() const { return m_shown ? &*m_shown : nullptr; }
    // Shows the lines of the pattern in which the parameter has this value, instead of one chosen before.
    void filterTo(std::uint32_t parameter, const std::string &value);
    // What can be done with a value of the pattern that is shown.
    void addActions(QMenu &menu, std::uint32_t parameter, const std::string &value);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void invalidate();
    void recompute();
    void lookIn(); // for what is counted so far
    void fill();
    void addParameter(const engine::ParameterSummary &summary);
    void addMore(const engine::ParameterSummary &summary, const QString &text); // opens the list of all values
    void say(const QString &text);
    void nameIt();

    struct SoFar; // from the job's threads

    ViewContext m_context;
    PatternEdits *m_edits;
    std::optional<TemplateId> m_id;
    std::optional<engine::ParameterValuesResponse> m_shown;
    ElidedLabel *m_name;
    QLabel *m_note;
    QScrollArea *m_scroll;
    QWidget *m_content = nullptr;
    QVBoxLayout *m_rows = nullptr;
    QTimer m_soon; // whoever goes through the list does not want each one's values
    QTimer m_lookIn;
    std::shared_ptr<SoFar> m_soFar; // of the job that runs
    bool m_stale = false, m_stopped = false, m_listed = true;
    int m_chosen = 1;
};

} // namespace causeway::views
