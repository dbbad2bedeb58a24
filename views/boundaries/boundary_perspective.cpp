#include "views/boundaries/boundary_perspective.h"

#include <QCoreApplication>
#include <QEvent>

#include "views/boundaries/boundary_actions.h"
#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/class_panel.h"

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

BoundaryPerspective::BoundaryPerspective(ViewContext context) : Perspective(context), m_desk(std::make_unique<BoundaryDesk>(context, nullptr)) {}
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
    all.push_back({QStringLiteral("boundaries.classes"), tr("Classes"), QStringLiteral("table"), Place::Center, 0, [this](QWidget *parent) {
                       m_center = new ClassPanel(*m_desk, parent);
                       new Watch(*m_desk, m_center); // a child of it
                       return m_center.data();
                   }});
    return all;
}

void BoundaryPerspective::addActions()
{
    addBoundaryActions(*m_desk, [this]() -> QWidget * { return m_center; });
}

} // namespace causeway::views
