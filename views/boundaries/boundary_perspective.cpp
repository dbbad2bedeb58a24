#include "views/boundaries/boundary_perspective.h"

#include <QCoreApplication>
#include <QEvent>

#include "views/boundaries/boundary_actions.h"
#include "views/boundaries/boundary_canvas.h"
#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/boundary_inspector.h"
#include "views/boundaries/boundary_panels.h"
#include "views/boundaries/boundary_panel.h"
#include "views/boundaries/class_panel.h"
#include "views/boundaries/measure_panel.h"
#include "views/boundaries/why_panel.h"
#include "views/shell/action_registry.h"
#include "views/shell/inspector.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("boundaries", text); }

// Tells the desk when the perspective is looked at: its centre always is.
class Watch : public QObject {
public:
    Watch(BoundaryDesk &desk, QWidget *center) : QObject(center), m_desk(desk) { center->installEventFilter(this); }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Show || event->type() == QEvent::Hide)
            m_desk.setWatching(event->type() == QEvent::Show);
        return false;
    }

private:
    BoundaryDesk &m_desk;
};

} // namespace

BoundaryPerspective::BoundaryPerspective(ViewContext context) : Perspective(context), m_desk(std::make_unique<BoundaryDesk>(context, nullptr)), m_panels(std::make_unique<BoundaryPanels>(*m_desk)) {}
BoundaryPerspective::~BoundaryPerspective() = default;

QString BoundaryPerspective::id() const { return QStringLiteral("boundaries"); }
QString BoundaryPerspective::title() const { return tr("Boundaries"); }
QString BoundaryPerspective::question() const { return tr("Where would it split, at what cost?"); }
QString BoundaryPerspective::icon() const { return QStringLiteral("boundaries"); }
QWidget *BoundaryPerspective::focusWidget() { return m_center; }

// A line each. What further panels need they take from the desk.
std::vector<PanelSpec> BoundaryPerspective::panels()
{
    using Place = PanelSpec::Place;
    std::vector<PanelSpec> all;
    all.push_back({QStringLiteral("boundaries.services"), tr("Services"), QStringLiteral("boundaries"), Place::Center, 0, [this](QWidget *parent) {
                       m_center = new BoundaryPanel(*m_desk, parent);
                       new Watch(*m_desk, m_center); // a child of it
                       if (auto *inspector = parent->window()->findChild<Inspector *>())
                           addBoundarySection(*inspector, *m_desk);
                       return m_center.data();
                   }});
    all.push_back({QStringLiteral("boundaries.classes"), tr("Classes"), QStringLiteral("table"), Place::Bottom, 220, [this](QWidget *parent) { return new ClassPanel(*m_desk, parent); }});
    all.push_back({QStringLiteral("boundaries.measures"), tr("Measures"), QStringLiteral("analyse"), Place::Bottom, 220, [this](QWidget *parent) { return new MeasurePanel(*m_desk, parent); }});
    all.push_back({QStringLiteral("boundaries.why"), tr("Why here?"), QStringLiteral("info"), Place::Bottom, 220, [this](QWidget *parent) { return new WhyPanel(*m_desk, parent); }});
    for (PanelSpec &panel : m_panels->specs())
        all.push_back(std::move(panel));
    return all;
}

void BoundaryPerspective::addActions()
{
    addBoundaryActions(*m_desk, [this]() -> QWidget * { return m_center; });
    m_panels->addActions();
    m_context.actions.add({.id = QStringLiteral("boundaries.fit"), .text = tr("Show the whole picture"), .group = tr("Boundaries"), .icon = QStringLiteral("maximise"), .shortcuts = {}, .help = {}, .scope = id()}, [this] {
        if (m_center != nullptr)
            m_center->canvas().fit();
    });
}

} // namespace causeway::views
