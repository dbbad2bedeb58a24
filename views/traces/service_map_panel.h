#pragma once
// Who calls whom in the traces of the time range: a graph, and beside it the same facts as tables.

#include <QWidget>

#include <optional>

#include "views/shell/perspective.h"
#include "views/traces/service_picture.h"

class QComboBox;
class QLineEdit;
class QStackedLayout;
class QTabWidget;
class QTableView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class GraphLegend;
class GraphView;
class Inspector;

class ServiceMapPanel : public QWidget {
    Q_OBJECT
public:
    ServiceMapPanel(ViewContext context, QWidget *parent);
    [[nodiscard]] GraphView &view() { return *m_view; }
    [[nodiscard]] QTableView &services() { return *m_services; }
    [[nodiscard]] QTableView &calls() { return *m_calls; }
    [[nodiscard]] QComboBox &color() { return *m_color; }
    [[nodiscard]] const std::shared_ptr<const ServicePicture> &picture() const { return m_picture; } // that is shown; nullptr
    [[nodiscard]] bool showsMap() const;
    // The figures of the chosen service, with what can be done about it.
    void addSection(Inspector &inspector);
    void exportMap();
    void exportTo(const QString &path); // svg, png; a job
    void fit();

Q_SIGNALS:
    void mapChanged();

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void buildTables();
    void invalidate();
    void recompute();
    void take(ServiceMapData map);
    void lay(bool fit);
    void show(std::shared_ptr<const ServicePicture> picture, bool fit);
    void say(EmptyState *page, const QString &title, const QString &text);
    void select(const std::string &service);
    void filterTo(const std::string &service);
    [[nodiscard]] const std::string &shownService(std::uint32_t node) const;
    void mark();
    void describe();

    ViewContext m_context;
    GraphLayout *m_layouts;
    GraphView *m_view;
    GraphLegend *m_legend;
    QComboBox *m_color;
    QLineEdit *m_search;
    ElidedLabel *m_summary;
    QTabWidget *m_tabs;
    QTableView *m_services, *m_calls;
    ServiceModel *m_serviceModel;
    ServiceCallModel *m_callModel;
    QStackedLayout *m_stack;
    QWidget *m_page;
    EmptyState *m_empty, *m_wait, *m_none;
    ServiceMapData m_map;
    std::shared_ptr<const ServicePicture> m_picture;
    TimeRange m_range;
    std::optional<std::uint32_t> m_edge; // chosen
    bool m_stale = true;
};

} // namespace causeway::views
