# The program: main.cpp is the one file that sees all.
add_executable(causeway app/main.cpp)
target_link_libraries(causeway PRIVATE causeway_cli causeway_views causeway_resources)
add_dependencies(causeway causeway-layout) # run as a process
install(TARGETS causeway RUNTIME DESTINATION bin)
