#pragma once
// What a detector looks at in all sessions together: templates by templates, with a legend; Return or double click filters to
// both templates of a cell.

#include <QWidget>

#include <memory>

#include "views/models/influence_model.h"
#include "views/shell/perspective.h"

class QStackedLayout;
class QTableView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;

class InfluencePage : public QWidget {
    Q_OBJECT
public:
    InfluencePage(ViewContext context, QWidget *parent);
    [[nodiscard]] InfluenceModel &model() { return *m_model; }
    [[nodiscard]] QTableView &table() { return *m_table; }
    // Of the newest or active model of a detector; "" = nothing is chosen. Read when the page is seen.
    void setDetector(const std::string &detector);
    void setMeasure(HeatMeasure measure); // the other one where the detector lacks it
    [[nodiscard]] bool has(HeatMeasure measure) const; // false until it is read
    [[nodiscard]] QString summary() const;
    bool exportTo(const QString &path); // CSV; false: it cannot be written

Q_SIGNALS:
    void mapChanged();

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class Legend;
    void markStale();
    void read();
    void show(InfluenceModel::Map map);
    void say(const QString &title, const QString &text);
    void filterTo(const QModelIndex &index);
    void fitSections();

    ViewContext m_context;
    InfluenceModel *m_model;
    QTableView *m_table;
    QStackedLayout *m_stack;
    QWidget *m_page;
    EmptyState *m_empty;
    ElidedLabel *m_summary;
    Legend *m_legend;
    InfluenceModel::Map m_map;
    std::string m_detector;
    HeatMeasure m_wanted = HeatMeasure::Occlusion;
    bool m_stale = true;
};

} // namespace causeway::views
