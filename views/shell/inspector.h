#pragma once
// What is selected, as facts, actions and links. Sections are independent widgets; each shows or hides itself.

#include <QScrollArea>

#include <functional>
#include <vector>

#include "views/shell/perspective.h"

class QVBoxLayout;

namespace causeway::views {

class InspectorSection : public QWidget {
    Q_OBJECT
public:
    InspectorSection(QString title, QWidget *parent);

    // A line "label  value". The value is plain text, can be selected; hover = tooltip.
    void addFact(const QString &label, const QString &value, const QString &hover = {}, bool monospaced = false);
    void addText(const QString &text, bool monospaced = false);
    void addLink(const QString &text, std::function<void()> run);
    void clear();
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }

private:
    QVBoxLayout *m_rows;
    int m_count = 0;
};

class Inspector : public QScrollArea {
    Q_OBJECT
public:
    Inspector(ViewContext context, QWidget *parent);

    // fill is called whenever the selection or the data changes, on an emptied section; a section left empty is hidden.
    // It must not wait: what needs reading it starts as a job, whose callback may fill the section (a QPointer to it).
    using Fill = std::function<void(InspectorSection &)>;
    // Sections stand in the order in which they are added; those of a perspective that is their home before all others.
    void addSection(const QString &title, Fill fill, bool first = false);
    void refresh();

private:
    void addOwnSections();
    ViewContext m_context;
    QWidget *m_empty;
    QVBoxLayout *m_layout;
    std::vector<std::pair<InspectorSection *, Fill>> m_sections;
    int m_first = 0; // sections before the others
};

} // namespace causeway::views
