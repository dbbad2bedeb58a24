#pragma once
// One trace: its waterfall with a search, what is told of it as a whole, and a note where clocks were corrected. GUI thread.

#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QStackedLayout;
class QToolButton;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class TraceDesk;
class WaterfallView;

class WaterfallPanel : public QWidget {
    Q_OBJECT
public:
    WaterfallPanel(TraceDesk &desk, QWidget *parent);
    [[nodiscard]] WaterfallView &view() { return *m_view; }
    [[nodiscard]] QLineEdit &field() { return *m_field; }
    [[nodiscard]] QLabel &hits() { return *m_hits; }
    [[nodiscard]] QLabel &note() { return *m_note; } // hidden where there is nothing to note
    [[nodiscard]] QString title() const;
    void focusSearch();
    void step(bool forward); // to the next hit

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; // keys of the search field

private:
    QToolButton *button(const QString &icon, const QString &name, std::function<void()> run);
    void showTree();
    void updateHits();
    void showMenu(std::uint32_t position, const QPoint &global);

    TraceDesk &m_desk;
    WaterfallView *m_view;
    ElidedLabel *m_title;
    QLabel *m_facts, *m_hits, *m_note;
    QLineEdit *m_field;
    QToolButton *m_critical;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
};

} // namespace causeway::views
